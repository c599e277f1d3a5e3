from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum import clock, i18n, parts
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotFound, TooMany
from forum.moderation import rules
from forum.moderation.models import HELD_KIND_NAMES, HELD_STATE_NAMES, BlockedWord, Held, HeldKind, HeldState, Limits
from forum.people.models import Person
from forum.places.models import PlaceKind

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
DECIDED = 20


@dataclass(frozen=True)
class Household:
    """Who somebody lives with, themselves included."""

    person_id: int
    everybody: tuple[int, ...]


async def household_of(person_id: int) -> Household:
    me = await Person.get(id=person_id).prefetch_related("place")
    if me.place is None or me.place.kind is not PlaceKind.HOUSEHOLD:
        return Household(person_id, (person_id,))
    return Household(person_id, tuple(await Person.filter(place_id=me.place_id).values_list("id", flat=True)))  # type: ignore[arg-type]


async def limits() -> Limits:
    """As the office has set them, else the defaults."""
    return await Limits.first() or Limits()


async def words() -> list[BlockedWord]:
    return await BlockedWord.all().order_by("plain")


async def hits(*texts: str) -> list[str]:
    """The blocked words in what somebody wrote, as the office wrote them down."""
    known = {word.plain: word.word for word in await words()}
    return [known[plain] for plain in rules.hits("\n".join(texts), known)]


async def held_since(kind: HeldKind, people: Sequence[int], since: datetime) -> list[tuple[int, datetime]]:
    """(who, when) of what is held or was returned; what was released stands where it was released to."""
    query = Held.filter(kind=kind, person_id__in=list(people), sent_at__gt=since)
    rows: list[tuple[int, datetime]] = await query.exclude(state=HeldState.RELEASED).values_list("person_id", "sent_at")
    return rows


@dataclass(frozen=True)
class Rate:
    """How many somebody and their household may send within a time; what they are told in place of `mine`, `ours`."""

    a_person: int
    a_household: int
    within: timedelta
    mine: str
    ours: str


def check_rate(sent: Sequence[tuple[int, datetime]], person_id: int, rate: Rate) -> None:
    """`sent` is (who, when) of the household. Raises TooMany with when the next one is possible."""
    now = clock.now()
    own = [at for who, at in sent if who == person_id]
    _refuse_until(rules.free_at(own, rate.a_person, rate.within, now), rate.mine, rate.a_person)
    _refuse_until(
        rules.free_at([at for _, at in sent], rate.a_household, rate.within, now), rate.ours, rate.a_household
    )


def _refuse_until(at: datetime | None, sentence: str, most: int) -> None:
    if at is not None:
        raise TooMany(sentence, n=most, when=f"{clock.local(at + timedelta(minutes=1)):%m-%d %H:%M}")


async def check_source(source: str) -> None:
    """Of whoever is not signed in, by where they send from. Raises TooMany."""
    known, now = await limits(), clock.now()
    lately = Held.filter(kind=HeldKind.OPINION, sent_at__gt=now - DAY)
    mine = list(await lately.filter(source=source).values_list("sent_at", flat=True))
    _refuse_until(
        rules.free_at(mine, known.opinions_a_source, DAY, now),  # type: ignore[arg-type]
        N_("同一台手机或同一个网络一天最多留 {n} 条，{when} 以后可以再留。急事请打社区电话或到服务台。"),
        known.opinions_a_source,
    )
    if await lately.count() >= known.opinions_in_all:
        raise TooMany(N_("今天扫码留言的人太多了，请明天再来，或打社区电话、到服务台。"))


# ---- review ----


async def held(held_id: int) -> Held:
    """Raises NotFound."""
    found = await Held.get_or_none(id=held_id).prefetch_related("person", "place")
    if found is None:
        raise NotFound(N_("找不到这一件送审。"))
    return found


async def by_token(token: str) -> Held:
    """Raises NotFound."""
    found = await Held.get_or_none(token=token).prefetch_related("place")
    if found is None:
        raise NotFound(N_("找不到这张回执，请核对网址。"))
    return found


async def waiting() -> list[Held]:
    return await Held.filter(state=HeldState.WAITING).order_by("id").prefetch_related("person", "place")


async def decided() -> list[Held]:
    found = Held.exclude(state=HeldState.WAITING).order_by("-decided_at").limit(DECIDED)
    return await found.prefetch_related("person", "place")


async def tasks(actor: Actor) -> list[parts.Link]:
    """What waits for the office to be read before others do."""
    if not allowed(actor, Permission.MODERATE):
        return []
    return [
        parts.Link(
            f"/moderation#held-{one.id}", title(one), state=("waiting", i18n.translate(HELD_KIND_NAMES[one.kind])),
            due=clock.local(one.sent_at).date() + timedelta(days=1), group=i18n.translate(N_("送审")),
        )
        for one in await waiting()
    ]  # fmt: skip


def title(one: Held) -> str:
    """What it is known by in a list."""
    return str(one.content.get("title") or one.content.get("text", ""))[:60]


async def matter_people(held_id: int) -> set[int]:
    """Who hears what became of it."""
    found = await Held.get_or_none(id=held_id)
    return {found.person_id} if found and found.person_id else set()


async def matter_links(held_ids: Collection[int]) -> dict[int, parts.Link]:
    """Where its author finds what became of it."""
    return {
        one.id: parts.Link(
            f"/receipt/{one.token}",
            title(one),
            state=(_MARKS[one.state], i18n.translate(HELD_STATE_NAMES[one.state])),
        )
        for one in await Held.filter(id__in=list(held_ids))
    }


_MARKS = {HeldState.WAITING: "waiting", HeldState.RELEASED: "accepted", HeldState.RETURNED: "returned"}
