"""The estate of domain.md's worked example: 300 flats, 30,000.00 m², of which the developer holds 20 and Wang 3."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from quart.datastructures import FileStorage

from agenda.ballots.rule_sets import PRESETS, RuleSet
from tests import factories as make

HEADER = "楼栋,房号,专有部分面积,业主,证件号,销售状态\n"
# Who votes and with how much: 36 with 150 m², 105 and 43 with 100, 6 with 50; 30 with 50 and 57 with 100 stay away.
AREAS = (*[150] * 36, *[100] * 105, *[100] * 43, *[50] * 6, *[50] * 30, *[100] * 57)
DOCUMENT = "652801197001011234"
FOR, AGAINST, PARTICIPATING = 141, 30, 190


def owner(number: int) -> str:
    return f"业主{number:03}"


def register(**changed: str) -> str:
    """As CSV. `changed` replaces the owner's name of a flat: `f007="李国庆"`."""
    lines = [f"1号楼,{number:03},{area}.00,{owner(number)}," for number, area in enumerate(AREAS, start=1)]
    lines = [f"{line}," for line in lines]
    lines += [f"2号楼,{number:03},100.00,王建国,{DOCUMENT}," for number in (1, 2, 3)]
    lines += [f"3号楼,{number:03},100.00,康乐置业有限公司,,未售" for number in range(1, 21)]
    text = HEADER + "\n".join(lines) + "\n"
    for flat, name in changed.items():
        text = text.replace(owner(int(flat[1:])), name)
    return text


async def owners_body(rules: RuleSet = PRESETS["owners_ordinary"]) -> int:
    return (await make.body(0, rules=rules)).id


async def upload(browser: Any, body_id: int, text: str | bytes, **fields: str) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return await browser.post(
        f"/bodies/{body_id}/owners", form=fields, files={"file": FileStorage(BytesIO(data), filename="业主名册.csv")}
    )
