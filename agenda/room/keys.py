"""The console's keys: from here come what a key does, the hints on the buttons and the help sheet.

A key belongs to a group, and groups are on the console together or never: see `TOGETHER`. Steps take their keys from
here (`KEYS["recess"].key`), templates too (`keys.recess`), and the scripts read them off the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from forum.errors import N_


class Group(StrEnum):
    ALWAYS = "always"
    GO = "go"
    WRITE = "write"
    ITEM = "item"
    SPEECH = "speech"
    BETWEEN = "between"
    RECESS = "recess"
    TIE = "tie"
    TABLE = "table"
    WALLS = "walls"


GROUP_NAMES = {
    Group.ALWAYS: N_("任何时候"),
    Group.GO: N_("去哪一页"),
    Group.WRITE: N_("在哪里写"),
    Group.ITEM: N_("议一项的时候"),
    Group.SPEECH: N_("有人发言的时候"),
    Group.BETWEEN: N_("两项之间"),
    Group.RECESS: N_("休息的时候"),
    Group.TIE: N_("票数相等的时候"),
    Group.TABLE: N_("互通清单、读心愿的时候"),
    Group.WALLS: N_("大屏"),
}

_ON = {Group.ALWAYS, Group.GO, Group.WRITE, Group.WALLS}
TOGETHER = (
    {*_ON, Group.ITEM, Group.BETWEEN},
    {*_ON, Group.RECESS},
    {*_ON, Group.ITEM, Group.SPEECH},
    {*_ON, Group.ITEM, Group.TIE},
    {*_ON, Group.ITEM, Group.SPEECH, Group.TABLE},
)
"""What may stand on the console at one time."""


@dataclass(frozen=True)
class Key:
    """`key` as it stands on the button; `says` what it does, for the help sheet.

    `field`: it leads into a field. `presides`: it is of no use to who only records.
    """

    key: str
    says: str
    group: Group
    field: bool = False
    presides: bool = False

    @property
    def code(self) -> str:
        """As the page names it to the scripts."""
        return self.key.lower()

    def __str__(self) -> str:
        return self.key


SPACE = " "
KEYS: Mapping[str, Key] = {
    "next": Key(SPACE, N_("做红色按钮上写的下一步"), Group.ALWAYS, presides=True),
    "undo": Key("U", N_("撤销上一步，也可以按 Ctrl+Z"), Group.ALWAYS),
    "take_over": Key("J", N_("由这台设备接管主持"), Group.ALWAYS, presides=True),
    "help": Key("?", N_("打开或关上这张表"), Group.ALWAYS),
    "tab_queue": Key("1", N_("发言"), Group.GO),
    "tab_motion": Key("2", N_("动议与表决"), Group.GO),
    "tab_action": Key("3", N_("任务"), Group.GO),
    "tab_seats": Key("4", N_("名册与代录"), Group.GO),
    "tab_talk": Key("5", N_("讨论"), Group.GO),
    "tab_walls": Key("6", N_("大屏"), Group.GO, presides=True),
    "notes": Key("0", N_("便笺"), Group.GO, field=True),
    "find": Key("/", N_("在名册里找人"), Group.WRITE, field=True),
    "walk_in": Key("+", N_("登记临时来的人"), Group.WRITE, field=True),
    "hand": Key("H", N_("替会场举手"), Group.WRITE, field=True),
    "motion": Key("D", N_("写动议"), Group.WRITE, field=True, presides=True),
    "amend": Key("C", N_("写修正案"), Group.WRITE, field=True, presides=True),
    "manner": Key("O", N_("选怎么表决"), Group.WRITE, field=True, presides=True),
    "count": Key("V", N_("录入或确认举手的票数"), Group.WRITE, field=True),
    "scribe": Key("Z", N_("速记"), Group.WRITE, field=True),
    "task": Key("I", N_("记任务"), Group.WRITE, field=True),
    "words": Key("L", N_("替会场写一条留言"), Group.WRITE, field=True),
    "thank": Key("E", N_("结束发言"), Group.ITEM),
    "vote": Key("B", N_("开始表决"), Group.ITEM),
    "timed": Key("T", N_("限时两分钟表决"), Group.ITEM),
    "recess": Key("R", N_("休息10分钟，两项之间也可以"), Group.ITEM),
    "end": Key("X", N_("结束本项"), Group.ITEM),
    "second_in_queue": Key("K", N_("请队列里的第二位发言"), Group.ITEM),
    "prepared_1": Key("7", N_("打开备好的表决"), Group.ITEM),
    "prepared_2": Key("8", N_("打开备好的第二项表决"), Group.ITEM),
    "prepared_3": Key("9", N_("打开备好的第三项表决"), Group.ITEM),
    "pause": Key("P", N_("暂停或继续计时"), Group.SPEECH),
    "half_minute": Key("A", N_("延长30秒，先征得会场同意"), Group.SPEECH),
    "minute": Key("M", N_("延长1分钟，先征得会场同意"), Group.SPEECH),
    "close": Key("Q", N_("宣布闭会"), Group.BETWEEN),
    "longer": Key("A", N_("再休息5分钟"), Group.RECESS),
    "casting_for": Key("Y", N_("决定票投赞成"), Group.TIE),
    "casting_against": Key("N", N_("决定票投反对"), Group.TIE),
    "nothing": Key("N", N_("这一家没有要报的"), Group.TABLE),
    "pass": Key("G", N_("先跳过这一家"), Group.TABLE),
    "other": Key("S", N_("照常的下一步：空格这时用来请下一家、读下一条"), Group.TABLE),
    "show": Key("W", N_("大屏换到备好的下一幕"), Group.WALLS),
    "follow": Key("F", N_("大屏回到跟着会议"), Group.WALLS),
}


OF_THE_RECORDER = (Group.ALWAYS, Group.GO)


def sheet(*, presides: bool) -> list[tuple[str, list[Key]]]:
    """The help sheet of who presides, or only records: each group's name and keys, in order."""
    useful = [key for key in KEYS.values() if presides or (key.group in OF_THE_RECORDER and not key.presides)]
    groups = Group if presides else OF_THE_RECORDER
    return [(GROUP_NAMES[group], [key for key in useful if key.group is group]) for group in groups]


def field_key(name: str, attributes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Attributes of the field that a key leads into, with its others."""
    key = KEYS[name]
    assert key.field, name
    return {**(attributes or {}), "data-field-key": key.code, "aria-keyshortcuts": key.key}


def keyed(name: str, label: str) -> Markup:
    """A label with its key before it, for the eye alone."""
    return Markup('<kbd aria-hidden="true">{}</kbd>{}').format(KEYS[name].key, label)


IN_TEMPLATES = {"console_keys": KEYS, "field_key": field_key, "keyed": keyed, "key_sheet": sheet}
