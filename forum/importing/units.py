"""Units of the neighbourhood as a list: by name the same unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forum.access import Actor
from forum.bodies.models import UNIT_KIND_NAMES, Unit, UnitKind
from forum.errors import N_
from forum.importing.people import sounds_of
from forum.importing.shape import ID, Cells, Column, Holds, Importer, Marks, Record, Step, Subject
from forum.owners.lookalikes import outline, plain
from forum.units import commands as units

NAME = Column(
    "name", N_("单位名称"),
    "单位名称 单位 名称 成员单位 驻区单位 工作单位 机构名称 unit organisation organization name",
    required=True, width=32,
)  # fmt: skip
_OTHER_WORDS = {
    UnitKind.DEPARTMENT: "部门 机关 政府 街道",
    UnitKind.PROPERTY: "物业公司 物业服务",
    UnitKind.SCHOOL: "幼儿园 教育",
    UnitKind.HOSPITAL: "卫生 卫生服务中心 社区医院",
    UnitKind.COMPANY: "公司 商户 银行 超市",
    UnitKind.SOCIAL_BODY: "社团 协会",
    UnitKind.VOLUNTEERS: "志愿服务队 志愿者 志愿者队伍",
    UnitKind.COMMITTEE: "居民委员会 业委会 社区",
}
KIND = Column(
    "kind", N_("类别"), "类别 单位类别 类型 性质 单位性质 kind type", holds=Holds.WORD,
    choices={kind.value: f"{word} {_OTHER_WORDS.get(kind, '')} {kind.value}" for kind, word in UNIT_KIND_NAMES.items()},
)  # fmt: skip
CONTACT = Column(
    "contact", N_("联系人和电话"), "联系人和电话 联系人 联系方式 联系电话 电话 负责人 contact", limit=120, width=28
)
_LEGAL = re.compile(r"(股份)?(有限)?(责任)?公司$")


def marks(cells: Cells) -> Marks:
    name = cells["name"]
    short = _LEGAL.sub("", outline(name))
    alike = frozenset({("outline", outline(name)), ("short", short), ("sound", sounds_of(name) or name)})
    return Marks(frozenset({plain(name)}), alike, alike)


async def open_list(_: int | None = None) -> Subject:
    found = []
    for unit in await Unit.all().order_by("id"):
        cells = {"id": str(unit.id), "name": unit.name, "kind": unit.kind.value, "contact": unit.contact}
        found.append(Record(str(unit.id), cells, marks(cells)))
    columns = (NAME, KIND, CONTACT, ID)
    return Subject(
        "units", N_("驻区单位"), columns, found, lambda cells: cells["name"], marks, put, back="/units", unique=True
    )


async def put(steps: Sequence[Step], by: Actor) -> None:
    """What a list leaves empty stays; a unit that is called otherwise from now on keeps its former name."""
    for step in steps:
        cells = step.row.cells
        if step.record is None:
            kind = UnitKind(cells.get("kind") or UnitKind.COMPANY)
            await units.register_unit(cells["name"], kind, by=by, contact=cells.get("contact", ""))
            continue
        unit = await Unit.get(id=int(step.record.ref))
        new = {key: change[1] for key, change in step.changes.items()}
        await units.change_unit(
            unit.id, new.get("name", unit.name), UnitKind(new.get("kind", unit.kind)), by=by,
            contact=new.get("contact", unit.contact), address=unit.address, skills=unit.skills,
        )  # fmt: skip


IMPORTER = Importer("units", N_("驻区单位"), N_("单位名称、类别、联系人和电话。一个单位一行。"), open_list)
