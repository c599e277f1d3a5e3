"""A year's minutes of a busy body in one document of some 300 pages, in the shape that drafting gives them."""

from __future__ import annotations

from datetime import date

from minutes.documents.rules import Attendance, Name, OfficialMinutes
from minutes.drafting.wording import numeral

SESSIONS = 120
ITEMS = ("3号楼2单元下水道反复堵塞，一楼返水", "电动自行车充电棚选址与收费", "东门快递柜占道，夜间照明不足")
VIEWS = (
    "住户们反映，这一段管道去年冬天以来已经疏通四次，每次只管两三个星期，一楼三户家中都有返水，地板和柜脚已经泡坏，"
    "希望不要再一次次疏通，而是请有资质的单位查清楚管径和坡度，把该换的管子一次换好，换之前把方案和报价贴在楼门口。",
    "物业说明，该段立管为铸铁管，使用二十一年，管壁结垢严重，原管径一百毫米，疏通只能暂时缓解；更换主管需要停水两天，"
    "费用按照维修资金的办法由相关业主共同承担，物业负责联系三家单位报价，并把报价、工期和质保期一并公示，接受大家监督。",
    "也有住户提出，施工期间老人和孩子用水不便，希望居委会协调临时取水点，工期避开中考；装修过卫生间的几户担心瓷砖破坏，"
    "要求事先逐户拍照留底，谁施工谁恢复，恢复不了的按市场价赔偿，这一条应当写进合同，而不是口头答应。",
)
SHEET = (
    "| 事项 | 牵头单位 | 完成时间 |\n| --- | --- | --- |\n"
    "| 联系三家单位勘察并报价，公示七日 | 物业服务中心 | 12月5日 |\n| 设置临时取水点两处 | 居民委员会 | 12月20日 |\n"
    "| 逐户拍照留底，签订恢复约定 | 业主委员会 | 12月18日 |"
)


class Papers:
    """Each number is a document of its own, which no cache has; the body they share is made once."""

    def __init__(self) -> None:
        self._body = ""

    def __getitem__(self, number: int) -> OfficialMinutes:
        self._body = self._body or _text()
        names = tuple(Name(f"住户{one:02}", official=True) for one in range(40))
        return OfficialMinutes(
            heading="幸福里社区居民议事会会议纪要",
            number=f"〔2026〕{number}号",
            organ="幸福里社区居民委员会",
            date=date(2026, 12, 31),
            title="二〇二六年历次会议纪要汇编",
            text=self._body,
            attendance=(Attendance("出席", names),),
            printed_by="幸福里社区居民委员会",
        )


def _text() -> str:
    return "\n\n".join(_session(number) for number in range(1, SESSIONS + 1))


def _session(number: int) -> str:
    items = "\n\n".join(_item(place, title) for place, title in enumerate(ITEMS, 1))
    return f"## {numeral(number)}、第{numeral(number)}次会议\n\n{items}\n\n### （四）任务分解表\n\n{SHEET}"


def _item(place: int, title: str) -> str:
    said = "\n\n".join(VIEWS)
    vote = f"应到40人，实到37人，表决票37张：赞成{30 - place}票，反对{place}票，弃权7票。该事项获得通过。"
    return f"### （{numeral(place)}）{title}\n\n{said}\n\n{vote}"
