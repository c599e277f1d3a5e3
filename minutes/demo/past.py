"""Sessions that are over: three of the residents' council, one joint council, one talk session."""

from __future__ import annotations

from agenda.sessions.models import SessionKind
from minutes.demo.people import COUNCIL, JOINT, RECORDER, SECRETARY, TALK
from minutes.demo.stage import ASK, CON, PRO, Script, Task, Turn

FIRST = Script(
    "第一次", COUNCIL, SessionKind.FORUM, "居民议事会第一次会议", SECRETARY, RECORDER,
    absent=("傅家豪", "卢嘉怡"), excused=("熊德海", "程思齐", "许文静"), desk=("钱伯年", "吴桂香", "葛长顺"),
    turns=(
        Turn(
            "下水道",
            spoken=(("司马玉兰", PRO), ("葛长顺", PRO), ("陈守义", ASK)),
            written=(
                ("郝建军", "我家在四楼也反味，主管确实老化了，光疏通不顶用。"),
                ("毛慧敏", "施工那两天一单元也要停水，请提前贴通知。"),
                ("林志远", "建议换完以后拍照公示，让大家看到里面什么样。"),
            ),
            question="是否同意由物业牵头更换3号楼2单元排水主管，费用从公共收益中列支？",
            abstain=("胡德厚",),
            tasks=(
                Task("下水道", "更换3号楼2单元排水主管，提前两天贴停水通知，完工后公示照片", "物业", "罗振东", 20),
                Task("管网", "检查3号楼外化粪池和市政接口，清掏一次", "排水", "段志刚", 15),
            ),
        ),
        Turn(
            "地砖",
            spoken=(("杨秋生", PRO), ("吴桂香", PRO), ("李明屿", CON), ("何秀珍", ASK)),
            written=(
                ("李明屿", "先试铺一小块看看效果，别一次全换了又不合适。"),
                ("阿依努尔·买买提", "门口也要铺防滑垫，下雪天最危险。"),
            ),
            question="是否同意更换公共卫生间防滑地砖，并加装扶手？",
            against=("李明屿",), abstain=("马广源", "徐立新"),
            tasks=(Task("地砖", "更换防滑地砖，蹲位和坡道加装扶手", "城管", "魏国强", 25),),
        ),
        Turn(
            "助餐",
            spoken=(("吴桂香", PRO), ("冯国梁", ASK)),
            written=(
                ("次仁央宗", "希望有软一点的饭菜，少盐少油。"),
                ("宋知行", "可以请志愿者给下不了楼的老人送到家。"),
            ),
            question="是否同意在卫生服务站旁空房设老年助餐点，先试办三个月？",
            tasks=(Task("助餐", "整理空房，联系配餐，每天中午供餐，先试办三个月", "社工", "顾晓楠", 30),),
        ),
    ),
)  # fmt: skip

SECOND = Script(
    "第二次", COUNCIL, SessionKind.FORUM, "居民议事会第二次会议", SECRETARY, RECORDER,
    absent=("潘秀丽",), excused=("杨秋生", "董小娟"), desk=("钱伯年", "吴桂香", "葛长顺", "胡德厚"),
    turns=(
        Turn(
            "停车", minutes=35,
            spoken=(("冯国梁", PRO), ("程思齐", PRO), ("彭长庚", CON), ("傅家豪", CON), ("叶尔江·哈山", ASK)),
            written=(
                ("彭长庚", "划了线车位更少，我们6号楼的车停到哪里去？"),
                ("高晓岚", "小学操场晚上空着，能不能错时借用？"),
                ("宋知行", "消防通道是底线，一辆也不能停。"),
                ("程思齐", "先把僵尸车清出去，能腾出七八个位子。"),
            ),
            question="是否同意清空并划定消防通道，清理长期不动的车辆，同时协商夜间错时停车？",
            mover="冯国梁", seconder="宋知行",
            against=("彭长庚", "傅家豪", "叶尔江·哈山"), abstain=("徐立新", "马广源"),
            tasks=(
                Task("划线", "划定消防通道黄线，通知并清走长期不动的车辆", "物业", "罗振东", 20),
                Task("错时", "与小学商定操场夜间错时停车办法", "居委会", "沈建平", 60),
            ),
        ),
        Turn(
            "音乐",
            spoken=(("何秀珍", PRO), ("欧阳青禾", ASK), ("王凤霞", CON)),
            written=(
                ("王凤霞", "离1号楼近，晚上八点以后不能再吹拉弹唱。"),
                ("阿依努尔·买买提", "我可以教大家打手鼓，每周六上午。"),
            ),
            question="是否同意将东门旧门房改作居民音乐活动室，晚八点前使用，由志愿队管理？",
            against=("王凤霞",), abstain=("陈守义",),
            tasks=(
                Task("音乐", "粉刷、换窗、装隔音棉，检修电路", "物业", "罗振东", 30),
                Task("轮值", "排出轮值表，管理钥匙", "志愿队", "夏桂芬", 32),
            ),
        ),
    ),
)  # fmt: skip

THIRD = Script(
    "第三次", COUNCIL, SessionKind.FORUM, "居民议事会第三次会议", SECRETARY, RECORDER,
    absent=("叶尔江·哈山", "郝建军"), excused=("高晓岚",), desk=("钱伯年", "吴桂香", "葛长顺"), reached=2,
    turns=(
        Turn(
            "堆物",
            spoken=(("王凤霞", PRO), ("李明屿", PRO), ("陈守义", CON)),
            written=(
                ("陈守义", "旧柜子是老伴留下的，给我两个星期，我请儿子来搬。"),
                ("司马玉兰", "搬不动的，志愿队可以帮忙。"),
            ),
            question="是否通过《楼道清洁公约》：公共楼道不堆物，两周内自行清理，搬不动的由志愿队帮忙？",
            mover="李明屿", seconder="欧阳青禾", abstain=("陈守义",),
        ),
        Turn(
            "音量",
            spoken=(("董小娟", PRO), ("潘秀丽", CON), ("何秀珍", CON)),
            written=(
                ("潘秀丽", "七点半就散太早，做完饭收拾完就七点了。"),
                ("何秀珍", "不如买几副蓝牙耳机试试，时间不用改。"),
            ),
            question="是否同意小广场晚七点半以后一律不得使用音响？",
            against=(
                "潘秀丽", "何秀珍", "钱伯年", "吴桂香", "葛长顺", "毛慧敏", "胡德厚", "马广源", "杨秋生", "徐立新",
                "司马玉兰", "冯国梁", "王凤霞", "熊德海",
            ),
            abstain=("陈守义", "许文静", "次仁央宗"),
        ),
        Turn("外墙"),
    ),
)  # fmt: skip

JOINED = Script(
    "联席会", JOINT, SessionKind.JOINT_COUNCIL, "社区联席会第一次会议", SECRETARY, RECORDER,
    venue="青石街道第二小学会议室", absent=("谭一鸣",), excused=("石培元",),
    turns=(
        Turn(
            title="交换三张清单，认领居民需求",
            spoken=(("夏桂芬", PRO), ("崔敏", PRO), ("蔡永康", ASK)),
            written=(
                ("崔敏", "学校可以在寒暑假开放阅览室，需要志愿者维持秩序。"),
                ("欧阳静宜", "每月第一个周六可以派两名医生来义诊。"),
                ("蔡永康", "支行能讲防诈骗课，最好一次来三十人以上。"),
            ),
            question="是否同意各单位认领的十二项需求列入项目清单？",
            tasks=(
                Task("义诊", "每月第一个周六在小广场义诊，测血压血糖", "医院", "欧阳静宜", 45),
                Task("防骗", "为老年居民讲两场防诈骗课，发放提示卡", "银行", "蔡永康", 30),
            ),
        ),
        Turn(
            title="寒假托管班怎么办",
            spoken=(("顾晓楠", PRO), ("秦海川", ASK)),
            written=(("秦海川", "消防站可以接待孩子参观，顺便讲用电安全。"),),
            question="是否同意由小学出场地、社工中心出人，开办寒假托管班？",
            abstain=("蔡永康",),
            tasks=(Task("托管", "拟定托管班方案，登记报名人数", "社工", "顾晓楠", 40),),
        ),
    ),
)  # fmt: skip

TALKED = Script(
    "恳谈", TALK, SessionKind.TALK, "邻里恳谈会：老楼改造怎么改", "沈建平", RECORDER, venue="社区小花园",
    absent=("黄一诺",), excused=("吕娜",), desk=("郑阿福",), minutes=60,
    turns=(
        Turn(
            title="听听大家对老楼改造的想法",
            spoken=(("郑阿福", ASK), ("于桂莲", PRO), ("孙巧云", PRO)),
            written=(
                ("张淑兰", "先修屋顶，再说刷外墙。"),
                ("郭静安", "地下管线一次做完，别修了又挖。"),
                ("曾玉珠", "施工期间垃圾车怎么进来，要先想好。"),
            ),
            noted=("待办：问街道，老楼改造明年能不能排进第一批",),
        ),
    ),
)  # fmt: skip
