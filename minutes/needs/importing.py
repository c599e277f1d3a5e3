"""需求清单 as a list: the same need by its words and its place. What came to a table or is claimed keeps its words."""

from __future__ import annotations

from collections.abc import Sequence

from forum.access import Actor
from forum.errors import N_
from forum.importing.matters import OTHERWISE, PLACE, Places, category_column, load_places, marks
from forum.importing.shape import ID, Cells, Column, Holds, Importer, Record, Step, Subject
from forum.topics.models import Category
from minutes.needs.commands import raise_need
from minutes.needs.models import NEED_STATE_NAMES, Need, NeedState

TEXT = Column("text", N_("内容"), "内容 需求 需求内容 诉求 text", limit=200, required=True, width=40)
WHOM = Column("whom", N_("对象"), "对象 服务对象 受益人群 whom", width=20)
STATE = Column(
    "state", N_("状态"), "状态 state", holds=Holds.WORD, told=False,
    choices={state.value: f"{word} {state.value}" for state, word in NEED_STATE_NAMES.items()},
)  # fmt: skip
COLUMNS = (category_column(required=False), TEXT, WHOM, PLACE, STATE, ID)


async def open_list(_: int | None = None) -> Subject:
    places = await load_places()
    needs = await Need.all().order_by("id")
    found = []
    for need in needs:
        cells = {
            "id": str(need.id), "category": need.category.value, "text": need.text, "whom": need.whom,
            "place": places.path.get(need.place_id, ""), "state": need.state.value,
        }  # fmt: skip
        found.append(Record(str(need.id), cells, marks(cells, "text")))
    open_now = {str(need.id) for need in needs if need.state is NeedState.OPEN and need.item_id is None}

    async def put(steps: Sequence[Step], by: Actor) -> None:
        for step in steps:
            await (_raise(step.row.cells, places, by) if step.record is None else _change(step, places))

    return Subject(
        "needs", N_("需求清单"), COLUMNS, found, lambda cells: cells["text"], lambda cells: marks(cells, "text"), put,
        back="/needs", name_key="text", faults=places.faults, keeps=lambda record: record.ref not in open_now,
        read=lambda cells: {key: text for key, text in places.read(cells).items() if key != "state"},
    )  # fmt: skip


async def _raise(cells: Cells, places: Places, by: Actor) -> None:
    place_id = places.find(cells.get("place", ""))
    assert place_id is not None
    category = Category(cells.get("category") or OTHERWISE)
    await raise_need(category, cells["text"], place_id, by=by, whom=cells.get("whom", ""))


async def _change(step: Step, places: Places) -> None:
    changed: dict[str, object] = {key: new for key, (_, new) in step.changes.items() if key in {"text", "whom"}}
    if "category" in step.changes:
        changed["category"] = Category(step.changes["category"][1])
    if "place" in step.changes:
        changed["place_id"] = places.find(step.changes["place"][1])
    if changed and step.record is not None:
        await Need.filter(id=int(step.record.ref)).update(**changed)


IMPORTER = Importer("needs", N_("需求清单"), N_("类别、内容、对象、地点。对象不写姓名。一条需求一行。"), open_list)
