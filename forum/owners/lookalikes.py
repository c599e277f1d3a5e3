"""Names that may be one name written twice: 郭偉強 and 郭伟强, 买买提·艾力 and 买买提艾力, 王明 and 王明（已故）.

Alike is a question for a person, never an answer: nothing is merged because of it.
"""

from __future__ import annotations

import functools
import re
import unicodedata

DOTS = "·•・‧∙⋅･．."
_BLANKS = re.compile(r"[\s\u200b-\u200f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|〔.*?〕|【.*?】")
_DOT = re.compile(f"[{re.escape(DOTS)}]")
_LETTERS = re.compile(r"[a-zà-öø-ɏ]")

# Characters of names in their old, simplified and variant forms, and pairs that a tired hand takes for each other.
_GROUPS = """
    伟偉 强強彊 国國囯 华華崋 军軍 张張 陈陳 刘劉 杨楊 赵趙 黄黃 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 许許 邓鄧 冯馮
    萧蕭肖 曾曽 叶葉 苏蘇甦 吕呂 蒋蔣 贾賈 韦韋 邹鄒 陆陸 阎閻闫 谭譚 范範 钟鍾鐘锺 卢盧 汤湯 龚龔 龙龍竜 万萬
    钱錢 严嚴 贺賀 顾顧 赖賴 庞龐 兰蘭 颜顏 温溫 聂聶 关關関 岳嶽 齐齊 纪紀 鲁魯 毕畢 涂塗 欧歐 阳陽 乔喬 桥橋
    骆駱 宁寧甯 邬鄔 库庫 邝鄺 单單 连連 娄婁 缪繆 窦竇 宫宮 冼洗 党黨 俞兪 费費 鲍鮑 应應 农農 闵閔 谈談 邱丘
    晏宴 晓曉暁 丽麗 红紅 兴興 荣榮 云雲 庆慶 东東 卫衛 会會 义義 乐樂 书書 伦倫 仪儀 优優 佣傭 侠俠 俊儁隽雋
    俭儉 储儲 儿兒 兑兌 冲沖 净淨 凤鳳 凯凱 刚剛 创創 劲勁 励勵 勋勳勛 动動 势勢 区區 协協 厉厲 历歷曆 发發髪
    叠疊 启啟啓 员員 周週 听聽 咏詠 响響 哲喆嚞 唤喚 团團 园園 围圍 图圖 圆圓 圣聖 场場 坚堅 坛壇 垒壘 垦墾 声聲
    壮壯 备備 头頭 夹夾 奋奮 奖獎 妆妝 妇婦 娅婭 娇嬌 娱娛 娴嫻嫺 婵嬋 学學 宝寶寳 实實 宠寵 审審 宪憲 宽寬 宾賓
    寿壽 将將 尔爾 尘塵 尧堯 层層 屿嶼 岁歲 岚嵐 岛島 岭嶺 峄嶧 峡峽 峰峯 崭嶄 嵘嶸 巩鞏 师師 帅帥 带帶 帮幫
    干幹乾 广廣 庄莊 庐廬 开開 异異 弥彌 弯彎 弹彈 归歸 录錄録 彦彥 彻徹 忆憶 志誌 忧憂 怀懷 怜憐 总總 恋戀 恒恆
    恳懇 恺愷 悦悅 惠恵 愿願 戏戲 战戰 户戶 扬揚 抚撫 护護 报報 择擇 挚摯 据據 携攜 数數 斋齋 无無 旧舊 时時
    旷曠 昆崑 昇升陞 显顯 晋晉 晖暉 晔曄 晰皙晳 术術 朴樸 机機 权權 条條 来來 杰傑 松鬆 极極 构構 枢樞 枫楓 柏栢
    栋棟 树樹 标標 样樣 桢楨 桦樺 梁樑 检檢 楠柟 横橫 欢歡 气氣 汇匯 汉漢 沈瀋 沪滬 沣灃 泽澤 洁潔絜 济濟 浏瀏
    浓濃 涌湧 涛濤 润潤 渊淵 渔漁 湾灣 满滿 滨濱 潇瀟 澜瀾 灏灝 灵靈 灿燦 炀煬 炉爐 炜煒 炼煉鍊 烁爍 烛燭 烟煙
    烨燁 热熱 焕煥 焰燄 照炤 熙熈 爱愛 狮獅 独獨 献獻 玛瑪 环環 现現 玮瑋 珏玨 珑瓏 珍珎 琏璉 琼瓊 瑶瑤 璎瓔
    电電 画畫 畅暢 皑皚 盖蓋 监監 睿叡 础礎 确確 礼禮 祎禕袆 祯禎 禄祿 离離 种種 积積 稳穩 竞競 笃篤 笔筆 简簡
    箫簫 篮籃 籁籟 类類 粮糧 纤纖 纬緯 纯純 纲綱 纳納 纵縱 纶綸 纹紋 线線綫 练練 组組 织織 绍紹 经經 结結 绒絨
    绘繪 络絡 绝絕 统統 绣繡綉 继繼 绩績勣 绪緒 续續 绮綺 绵綿 绿綠 缃緗 缘緣 缨纓 群羣 羡羨 翘翹 耀燿 联聯 聪聰
    肃肅 胜勝 腾騰 舆輿 舰艦 艳艷豔 艺藝 节節 芦蘆 芸蕓 苇葦 苍蒼 荔茘 莲蓮 莹瑩 莺鶯 萍苹蘋 营營 萤螢 蓝藍 蓟薊
    蔷薔 蔼藹 蕴蘊 见見 观觀 规規 视視 览覽 觉覺 誉譽 让讓 训訓 议議 论論 识識 词詞 译譯 诗詩 诚誠 诞誕 详詳
    语語 诺諾 读讀 诸諸 谊誼 谋謀 谐諧 谚諺 谦謙 谨謹 谱譜 贝貝 贞貞 贡貢 财財 贤賢 质質 贯貫 贵貴 贻貽 资資
    赋賦 赏賞 赐賜 赛賽 赞贊讚 赟贇 赢贏 跃躍 践踐 车車 轩軒 转轉 轮輪 轲軻 轶軼 辅輔 辉輝煇 辽遼 达達 迈邁 运運
    进進 远遠 迪廸 迹跡 适適 逊遜 遥遙 郁鬱 郦酈 释釋 里裡裏 鉴鑒鑑 钊釗 钢鋼 钦欽 钧鈞 钰鈺 铁鐵 铃鈴 铎鐸 铖鋮
    铜銅 铨銓 铭銘 银銀 铸鑄 锋鋒 锐銳 锟錕 锡錫 锦錦 锴鍇 镇鎮 镕鎔熔 镛鏞 镜鏡 长長 门門 闯闖 闰閏 闲閒閑 闻聞
    闽閩 阁閣 阅閱 阔闊 阴陰 际際 陇隴 随隨 隐隱 雁鴈 雍雝 雾霧 霁霽 霄宵 静靜 韩韓 韬韜 韵韻 项項 顺順 颂頌
    颖穎頴 风風 飘飄 飞飛 驰馳 驹駒 驾駕 骁驍 骄驕 骅驊 骋騁 骏駿 骞騫 骥驥 鱼魚 鲜鮮 鲲鯤 鳞鱗 鸣鳴 鸥鷗 鸿鴻
    鹃鵑 鹏鵬 鹤鶴 鹰鷹 麟麐 麦麥 龄齡 己已巳 未末 士土 曰日 戊戌戍 茶荼 妹妺 刁刀 余餘佘 珊姍姗 梅楳 嫒嬡 嫔嬪
    冀兾 沫沬 买買 亚亞 别別 于於 征徵 台臺 后後 姜薑 谷穀 布佈 游遊 采採 秋秌 仑崙侖 栾欒 滕藤 郄郤 亀龟龜 麻蔴
    晁鼂 兔兎 丑醜 斗鬥 伙夥 峨峩 略畧 鹅鵝 娘孃 和咊 村邨 笋筍 溪谿 坤堃 野埜 菊鞠 仙僊 灯燈 锄鋤 脚腳 妍姸
    翱翺 遁遯 并並 冰氷 凉涼 准準 决決 减減 况況 祢禰
"""
_FORMS = {ord(form): group[0] for group in _GROUPS.split() for form in group[1:]}


def simplified(text: str) -> str:
    """Each character as the first of its group: for looking things up, where one too many does no harm."""
    return text.translate(_FORMS)


@functools.lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """One spelling for a name, by which it is the same name: widths, blanks, the kind of dot."""
    name = _DOT.sub("·", unicodedata.normalize("NFKC", name).casefold()).strip("·")
    return " ".join(name.split()) if _LETTERS.search(name) else _BLANKS.sub("", name)


def one_form(text: str) -> str:
    """Traditional and variant characters as their simplified ones; the length stays."""
    return text.translate(_FORMS)


def outline(name: str) -> str:
    """What alike names share. Empty for one that is nothing but brackets."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", name).casefold())
    return _BLANKS.sub("", _DOT.sub("", bare)).translate(_FORMS)
