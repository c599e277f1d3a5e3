from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forum import clock
from forum.access import Actor, Permission, allowed, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.files import Kept
from forum.intake import queries
from forum.intake.models import Intake, ToldHow
from forum.journal import answer, command, record, transaction
from forum.moderation import commands as moderation
from forum.moderation import queries as moderating
from forum.moderation.models import Held, HeldKind
from forum.moderation.queries import Rate
from forum.people.models import Person
from forum.pictures import commands as pictures
from forum.places.models import Place
from forum.topics import answering
from forum.topics import commands as topics
from forum.topics.models import Category, Channel, Means, Topic

MEANS = {
    ToldHow.PHONE: Means.PHONE,
    ToldHow.IN_PERSON: Means.IN_PERSON,
    ToldHow.LETTER: Means.ON_PAPER,
    ToldHow.UNREACHED: Means.PHONE,
}
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
async def propose(
    written: Written,
    *,
    by: Actor,
    channel: Channel = Channel.OWN,
    anonymous: bool = False,
    photos: Sequence[Kept] = (),
) -> dict[str, Any]:
    """One's own matter. Gives {"topic": id}, or {"held": its receipt's token} where the office reads it first.

    Raises TooMany, RuleBroken where the household has said the same already.
    """
    async with transaction():
        person_id = person_of(by)
        await check_place(written.place_id)
        if (same := await queries.said_already(written.title, written.text, person_id)) is not None:
            raise RuleBroken(N_("您家已经提过同样的事：“{title}”。"), title=same.title)
        if not allowed(by, Permission.TAKE_DOWN):
            await _check_rate(person_id)
        if words := await moderating.hits(written.title, written.text):
            content = {"title": written.title, "text": written.text, "category": written.category.value,
                       "channel": channel.value, "anonymous": anonymous}  # fmt: skip
            held = await moderation.hold(HeldKind.TOPIC, content, words=words, place_id=written.place_id, by=by)
            await pictures.put_beside("held", held.id, photos, by=by)
            return answer({"held": held.token})
        topic_id = await topics.propose_topic(
            written.title, written.text, written.category, written.place_id, channel=channel, anonymous=anonymous, by=by
        )  # fmt: skip
        await pictures.put_beside("topic", topic_id, photos, by=by)
        return answer({"topic": topic_id})


async def check_place(place_id: int) -> None:
    """Raises BadInput."""
    if not await Place.exists(id=place_id):
        raise BadInput({"place_id": Sentence(N_("请从列表中选一项。"))})


async def _check_rate(person_id: int) -> None:
    known, home = await moderating.limits(), await moderating.household_of(person_id)
    since = clock.now() - moderating.DAY
    own = Topic.filter(channel__in=[Channel.OWN, Channel.POSTER], proposer_id__in=home.everybody)
    proposed: Any = await own.filter(proposed_at__gt=since).values_list("proposer_id", "proposed_at")
    held = await moderating.held_since(HeldKind.TOPIC, home.everybody, since)
    rate = Rate(
        known.topics_a_person, known.topics_a_household, moderating.DAY,
        N_("您一天里已经提了 {n} 件，{when} 以后可以再提。您写的还在；急事请打社区电话或到服务台。"),
        N_("您家一天里已经提了 {n} 件，{when} 以后可以再提。您写的还在；急事请打社区电话或到服务台。"),
    )  # fmt: skip
    moderating.check_rate([*proposed, *held], person_id, rate)


async def make_released(held: Held, by: Actor) -> int:
    """The topic that was held, as of when it was sent."""
    said = held.content
    topic_id = await topics.propose_topic(
        said["title"], said["text"], Category(said["category"]), held.place_id or 0, proposer_id=held.person_id,
        channel=Channel(said["channel"]), anonymous=said["anonymous"], since=held.sent_at, by=by,
    )  # fmt: skip
    await pictures.move_beside("held", held.id, "topic", topic_id)
    return topic_id


moderation.makers[HeldKind.TOPIC] = make_released


@command
async def take_down(
    written: Written,
    caller: Caller,
    source: Source,
    *,
    by: Actor,
    anonymous: bool = False,
    call_back: bool = True,
    photos: Sequence[Kept] = (),
) -> int:
    """Somebody else's matter, written down for them. Gives the topic's id; photos of a letter are the office's.

    Who is not on the register stays unnamed to everybody else, and is called back where there is a number.
    """
    async with transaction():
        require(by, Permission.TAKE_DOWN)
        await check_place(written.place_id)
        if source.said_on > clock.today():
            raise BadInput({"said_on": Sentence(N_("日期不能在今天之后。"))})
        topic_id, _ = await write_down(written, caller, source, by, anonymous=anonymous, call_back=call_back)
        await pictures.put_beside("topic", topic_id, photos, by=by, office_only=True)
        return answer(topic_id)


async def write_down(
    written: Written,
    caller: Caller,
    source: Source,
    by: Actor,
    *,
    anonymous: bool = False,
    call_back: bool = True,
    since: datetime | None = None,
) -> tuple[int, int]:
    """Within the transaction of a command. Gives the ids of the topic and of whose it is."""
    person = await person_of_caller(caller, by)
    topic_id = await topics.propose_topic(
        written.title, written.text, written.category, written.place_id, proposer_id=person.id, since=since,
        channel=source.channel, anonymous=anonymous or not person.on_register, by=by,
    )  # fmt: skip
    await Intake.create(
        topic_id=topic_id, taken_down_by_id=person_of(by), said_on=source.said_on, reference=source.reference,
        call_back=call_back and (person.on_register or bool(person.phone)),
    )  # fmt: skip
    record("topic.taken_down", by, topic=topic_id, person=person.id, channel=source.channel.value)
    return topic_id, person.id


@command
async def second_for(topic_id: int, caller: Caller, *, by: Actor) -> None:
    """The caller seconds what is there already, instead of proposing it anew."""
    async with transaction():
        require(by, Permission.TAKE_DOWN)
        person = await person_of_caller(caller, by)
        await topics.second_topic(topic_id, person_id=person.id, by=by)


async def person_of_caller(caller: Caller, by: Actor) -> Person:
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
        await answering.told_otherwise(topic_id, MEANS[how])
        record("topic.told", by, topic=topic_id, how=how.value)
