"""Topics as a list: what a round of visits or a box of letters brought, taken down for those who said it.

By title and place the same topic; whoever is named as its proposer must be on the register. A topic that is past its
proposing is not rewritten by a file: what it says differently is a fault.
"""

from __future__ import annotations

from collections.abc import Sequence

from forum.access import Actor, person_of
from forum.errors import N_, Sentence
from forum.importing.matters import PLACE, Places, category_column, load_places, marks
from forum.importing.shape import ID, Cells, Column, Fault, Holds, Importer, Record, Row, Step, Subject
from forum.owners.lookalikes import plain
from forum.people.models import Person
from forum.topics import commands
from forum.topics.models import CHANNEL_NAMES, TOPIC_STATE_NAMES, Category, Channel, Topic, TopicState

TITLE = Column("title", N_("标题"), "标题 议题 题目 事项 议题名称 title", limit=60, required=True, width=32)
TEXT = Column(
    "text", N_("内容"), "内容 说明 具体内容 情况说明 诉求 text", limit=4000, holds=Holds.TEXT, width=48, told=False
)
PROPOSER = Column("proposer", N_("提出人"), "提出人 反映人 居民 姓名 proposer")
CHANNEL = Column(
    "channel", N_("来源"), "来源 渠道 channel", holds=Holds.WORD, width=12,
    choices={channel.value: f"{word} {channel.value}" for channel, word in CHANNEL_NAMES.items()},
)  # fmt: skip
STATE = Column(
    "state", N_("状态"), "状态 state", holds=Holds.WORD, told=False,
    choices={state.value: f"{word} {state.value}" for state, word in TOPIC_STATE_NAMES.items()},
)  # fmt: skip
"""Written and never taken: a topic comes to its state by what is done about it."""
COLUMNS = (TITLE, TEXT, category_column(required=True), PLACE, PROPOSER, CHANNEL, STATE, ID)


async def open_list(_: int | None = None) -> Subject:
    places = await load_places()
    by_name: dict[str, list[int]] = {}
    for id, name in await Person.all().order_by("id").values_list("id", "name"):
        by_name.setdefault(plain(str(name)), []).append(int(str(id)))
    topics = await Topic.all().order_by("id").prefetch_related("proposer")
    found = []
    for topic in topics:
        cells = {
            "id": str(topic.id), "title": topic.title, "text": topic.text, "category": topic.category.value,
            "place": places.path.get(topic.place_id, ""), "proposer": topic.proposer.name,
            "channel": topic.channel.value, "state": topic.state.value,
        }  # fmt: skip
        found.append(Record(str(topic.id), cells, marks(cells, "title")))
    open_now = {str(topic.id) for topic in topics if topic.state is TopicState.PROPOSED}

    async def put(steps: Sequence[Step], by: Actor) -> None:
        for step in steps:
            await (_propose(step.row.cells, places, by_name, by) if step.record is None else _change(step, places))

    return Subject(
        "topics", N_("议题"), COLUMNS, found, lambda cells: cells["title"], lambda cells: marks(cells, "title"), put,
        back="/topics", name_key="title", fixed=frozenset({"proposer", "channel"}),
        keeps=lambda record: record.ref not in open_now,
        read=lambda cells: {key: text for key, text in places.read(cells).items() if key != "state"},
        faults=lambda row: [*places.faults(row), *_faults(row, by_name)],
    )  # fmt: skip


def _faults(row: Row, by_name: dict[str, list[int]]) -> list[Fault]:
    name = row.cells.get("proposer", "")
    known = by_name.get(plain(name), []) if name else [0]
    if len(known) == 1:
        return []
    said = N_("居民名册上有几位都叫“{name}”，请在网页上代录。") if known else N_("居民名册上没有“{name}”，请先登记。")
    return [Fault(row.line, PROPOSER.key, Sentence(said, {"name": name}))]


async def _propose(cells: Cells, places: Places, by_name: dict[str, list[int]], by: Actor) -> None:
    """Where the file does not say how it came in, somebody was at the desk."""
    name = cells.get("proposer", "")
    place_id = places.find(cells.get("place", ""))
    assert place_id is not None
    await commands.propose_topic(
        cells["title"], cells.get("text") or cells["title"], Category(cells["category"]), place_id, by=by,
        proposer_id=by_name[plain(name)][0] if name else person_of(by),
        channel=Channel(cells.get("channel") or Channel.DESK),
    )  # fmt: skip


async def _change(step: Step, places: Places) -> None:
    """Its words, kind and place; who proposed it, and how, stays as it was."""
    changed: dict[str, object] = {key: step.changes[key][1] for key in ("title", "text") if key in step.changes}
    if "category" in step.changes:
        changed["category"] = Category(step.changes["category"][1])
    if "place" in step.changes:
        changed["place_id"] = places.find(step.changes["place"][1])
    if changed and step.record is not None:
        await Topic.filter(id=int(step.record.ref)).update(**changed)


IMPORTER = Importer("topics", N_("议题"), N_("标题、内容、类别、地点、提出人、来源。走访和来信整批代录。"), open_list)
