from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.intake.models import Intake, ToldHow
from forum.journal import answer, command, record, transaction
from forum.people.models import Person
from forum.topics import commands as topics
from forum.topics.models import Category, Channel

UNNAMED = "未留姓名的居民"


@dataclass(frozen=True)
class Written:
    """A matter as it is written down."""

    title: str
    text: str
    category: Category
    place_id: int


@dataclass(frozen=True)
class Caller:
    """For whom something is taken down: somebody of the register, or whoever called, by what they left."""

    person_id: int | None = None
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Source:
    """Whence it came: `said_on` is the day of the call or the letter, `reference` its own number there."""

    channel: Channel
    said_on: date
    reference: str = ""


@command
async def propose(written: Written, *, by: Actor, channel: Channel = Channel.OWN, anonymous: bool = False) -> int:
    """One's own matter. Gives the topic's id."""
    async with transaction():
        return answer(
            await topics.propose_topic(
                written.title, written.text, written.category, written.place_id,
                channel=channel, anonymous=anonymous, by=by,
            )
        )  # fmt: skip


@command
async def take_down(
    written: Written, caller: Caller, source: Source, *, by: Actor, anonymous: bool = False, call_back: bool = True
) -> int:
    """Somebody else's matter, written down for them. Gives the topic's id.

    Who is not on the register stays unnamed to everybody else, and is called back where there is a number.
    """
    async with transaction():
        require(by, Permission.TAKE_DOWN)
        if source.said_on > clock.today():
            raise BadInput({"said_on": Sentence(N_("日期不能在今天之后。"))})
        person = await _person_of(caller, by)
        topic_id = await topics.propose_topic(
            written.title, written.text, written.category, written.place_id, proposer_id=person.id,
            channel=source.channel, anonymous=anonymous or not person.on_register, by=by,
        )  # fmt: skip
        await Intake.create(
            topic_id=topic_id, taken_down_by_id=person_of(by), said_on=source.said_on, reference=source.reference,
            call_back=call_back and (person.on_register or bool(person.phone)),
        )  # fmt: skip
        record("topic.taken_down", by, topic=topic_id, person=person.id, channel=source.channel.value)
        return answer(topic_id)


@command
async def second_for(topic_id: int, caller: Caller, *, by: Actor) -> None:
    """The caller seconds what is there already, instead of proposing it anew."""
    async with transaction():
        require(by, Permission.TAKE_DOWN)
        person = await _person_of(caller, by)
        await topics.second_topic(topic_id, person_id=person.id, by=by)


async def _person_of(caller: Caller, by: Actor) -> Person:
    """Raises BadInput. Call inside the transaction."""
    if caller.person_id is not None:
        found = await Person.get_or_none(id=caller.person_id)
        if found is None:
            raise BadInput({"who": Sentence(N_("请从列表中选一项。"))})
        return found
    name = caller.name or UNNAMED
    known = await Person.filter(name=name, phone=caller.phone, on_register=False).first() if caller.phone else None
    if known is not None:
        return known
    made = await Person.create(name=name, phone=caller.phone, joined_at=clock.now(), on_register=False)
    record("person.noted", by, person=made.id)
    return made


@command
async def note_told(topic_id: int, how: ToldHow, note: str = "", *, by: Actor) -> None:
    """Somebody has told the proposer what was answered, or could not reach them."""
    async with transaction():
        require(by, Permission.TAKE_DOWN)
        intake = await Intake.get_or_none(topic_id=topic_id).prefetch_related("topic")
        if intake is None:
            raise NotFound(N_("这个议题不是代为登记的。"))
        if intake.topic.answered_at is None:
            raise RuleBroken(N_("还没有答复，没有什么可以转告。"))
        intake.told_how, intake.told_note, intake.told_at, intake.told_by_id = how, note, clock.now(), person_of(by)
        await intake.save(update_fields=["told_how", "told_note", "told_at", "told_by_id"])
        record("topic.told", by, topic=topic_id, how=how.value)
