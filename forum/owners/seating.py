"""Whose seat each owner takes: the one they had, that of somebody the community knows, or a new one; pure.

The same name with the same flat, or with the same document, goes on in its seat. Whether a new owner is a person of
that name on the residents' register is asked, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forum.errors import N_, Sentence
from forum.owners.lookalikes import outline, plain
from forum.owners.questions import Answer, Candidate, Decisions, Desk, Kind, NotAnAnswer, Problem, Settled, chosen, key
from forum.owners.rules import Owner, OwnerKind

SAME, NEW = "same", "new"


@dataclass(frozen=True)
class Known:
    """A seat of the register as it stands: `names` plain, `places` of its flats, digests of `documents`."""

    membership_id: int
    person_id: int | None
    names: frozenset[str]
    places: frozenset[str]
    documents: frozenset[str]
    is_developer: bool


@dataclass(frozen=True)
class Somebody:
    """A person of the community; `membership_id` their seat in this body, if they have one."""

    person_id: int
    name: str
    where: str = ""
    membership_id: int | None = None


@dataclass(frozen=True)
class Seated:
    """`membership_id` None: a new seat; `person_id` None: a new person, or the developer, who is none."""

    owner: Owner
    membership_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Seating:
    """`ended` are seats whose owners are on the register no more. Provisional while there are `problems`."""

    seated: tuple[Seated, ...] = ()
    ended: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    settled: tuple[Settled, ...] = ()

    @property
    def added(self) -> int:
        return sum(one.membership_id is None for one in self.seated)

    @property
    def used(self) -> frozenset[str]:
        return frozenset(one.problem.key for one in self.settled)


def seat(owners: Sequence[Owner], known: Sequence[Known], people: Sequence[Somebody], decisions: Decisions) -> Seating:
    desk = Desk(decisions)
    stays = _staying(owners, known)
    staying = {one.person_id for one in stays.values()}
    by_outline: dict[str, list[Somebody]] = {}
    for somebody in (one for one in people if one.person_id not in staying):
        by_outline.setdefault(outline(somebody.name), []).append(somebody)
    taken: set[int] = set()
    seated = []
    for owner in owners:
        if owner.number in stays:
            seat_of = stays[owner.number]
            seated.append(Seated(owner, seat_of.membership_id, seat_of.person_id))
            continue
        found = _somebody(owner, by_outline, taken, desk)
        if found is not None:
            taken.add(found.person_id)
        seated.append(Seated(owner, found.membership_id, found.person_id) if found else Seated(owner))
    kept = {one.membership_id for one in seated}
    ended = tuple(one.membership_id for one in known if one.membership_id not in kept)
    return Seating(tuple(seated), ended, tuple(desk.open), tuple(desk.settled))


# ---- who stays ---------------------------------------------------------------------------------------------------


def _staying(owners: Sequence[Owner], known: Sequence[Known]) -> dict[int, Known]:
    """By the owner's number; of several seats that are now one, the one with most of its flats goes on."""
    pairs = sorted(
        (
            (-len(places & one.places), owner.number, one.membership_id, one)
            for owner, names, places, documents in map(_marks, owners)
            for one in known
            if _goes_on(owner, names, places, documents, one)
        ),
        key=lambda pair: pair[:3],
    )
    stays: dict[int, Known] = {}
    claimed: set[int] = set()
    for _, number, membership_id, one in pairs:
        if number not in stays and membership_id not in claimed:
            stays[number] = one
            claimed.add(membership_id)
    return stays


def _marks(owner: Owner) -> tuple[Owner, frozenset[str], frozenset[str], frozenset[str]]:
    mentions = [mention for flat in owner.holdings for mention in flat.owners]
    return (
        owner,
        frozenset(plain(mention.name) for mention in mentions if mention.name),
        frozenset(flat.place for flat in owner.holdings),
        frozenset(mention.document for mention in mentions if mention.document),
    )


def _goes_on(
    owner: Owner, names: frozenset[str], places: frozenset[str], documents: frozenset[str], one: Known
) -> bool:
    if owner.kind is OwnerKind.DEVELOPER or one.is_developer:
        return one.is_developer and owner.kind is OwnerKind.DEVELOPER and bool(places & one.places)
    return names == one.names and bool(places & one.places or documents & one.documents)


# ---- who may be somebody we know ---------------------------------------------------------------------------------


def _somebody(owner: Owner, by_outline: dict[str, list[Somebody]], taken: set[int], desk: Desk) -> Somebody | None:
    if owner.kind is OwnerKind.DEVELOPER or not owner.names:
        return None
    name = owner.names[0]
    alike = by_outline.get(outline(name), [])
    if not alike:
        return None
    return desk.ask(_question(owner, name, alike), _reader(alike, taken))


def _question(owner: Owner, name: str, alike: list[Somebody]) -> Problem:
    options = {_option(one, alike): Sentence(N_("是{who}"), {"who": _described(one)}) for one in alike}
    options[NEW] = Sentence(N_("不是，另登记一位"))
    evidence = (plain(name), *sorted(flat.place for flat in owner.holdings), *sorted(one.person_id for one in alike))
    params = {"name": name, "flat": owner.flats[0]}
    said = Sentence(N_("业主“{name}”（{flat}）是居民名册上的这一位吗？"), params)
    lines = tuple(sorted(flat.line for flat in owner.holdings))
    candidates = (Candidate(name, "", owner.flats),)
    return Problem(key(Kind.KNOWN_PERSON, evidence), Kind.KNOWN_PERSON, lines, said, options, candidates=candidates)


def _option(one: Somebody, alike: list[Somebody]) -> str:
    """The only one there is has a name that all questions share: so all of them can be answered at once."""
    return SAME if len(alike) == 1 else f"person-{one.person_id}"


def _described(one: Somebody) -> Sentence:
    params = {"name": one.name, "where": one.where or Sentence(N_("没有写住处"))}
    return Sentence(N_("{name}（{where}）"), params)


def _reader(alike: list[Somebody], taken: set[int]) -> Callable[[Answer], Somebody | None]:
    by_option: dict[str, Somebody | None] = {_option(one, alike): one for one in alike}
    by_option[NEW] = None

    def read(answer: Answer) -> Somebody | None:
        found = by_option[chosen(by_option)(answer)]
        if found is not None and found.person_id in taken:
            raise NotAnAnswer(N_("这位居民已经是另一处房屋的业主；是同一个人的话，请先把两处合并。"))
        return found

    return read
