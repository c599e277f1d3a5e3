"""What is still to settle after the count: names written in, and seats that a winner does not take or has left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agenda.ballots.body_rules import RuleSet
from agenda.elections import queries, rules
from agenda.elections.models import Candidate, CandidateState, Election, Refill, WrittenIn
from agenda.elections.rules import Key, Outcome
from forum import clock
from forum.errors import N_, Sentence
from forum.owners.lookalikes import outline
from forum.people import pinyin
from forum.people.models import Person

MOST_ALIKE = 8


@dataclass(frozen=True)
class Vacancy:
    """A seat that was won and is free: whose it was, why, and from which day somebody else can have it."""

    key: Key
    name: str
    why: Sentence
    first_day: date

    @property
    def whose(self) -> str:
        return str(self.key)


@dataclass(frozen=True)
class Settling:
    """`unknown` are names written in of which nobody has said whose they are. `next` is who takes the next vacant seat:
    one person, several whom their votes do not tell apart, or nobody."""

    unknown: tuple[str, ...] = ()
    vacancies: tuple[Vacancy, ...] = ()
    next: tuple[Key, ...] = ()

    @property
    def successor(self) -> int | None:
        only = self.next[0] if len(self.next) == 1 else None
        return only if isinstance(only, int) else None


async def settling(found: Election, result: Outcome) -> Settling:
    """Who follows is asked only where the body's rules let somebody follow."""
    vacancies = tuple(_vacancies(found, result))
    follows: tuple[Key, ...] = ()
    if vacancies and RuleSet.from_json(found.body.rules).next_in_line:
        follows = rules.next_in_line(await queries.counted(found), _out(found, result))
    settled = {one.name for one in found.written_ins}
    names = [one for one in (*result.elected, *follows) if isinstance(one, str) and one not in settled]
    return Settling(tuple(dict.fromkeys(names)), vacancies, follows)


def _vacancies(found: Election, result: Outcome) -> list[Vacancy]:
    candidates = {one.id: one for one in found.candidates}
    names = {one.name: one for one in found.written_ins if one.candidate_id is None}
    filled = {one.whose for one in found.refills}
    successors = [one.successor_id for one in found.refills if one.successor_id is not None]
    made = []
    for key in (*result.elected, *successors):
        vacancy = None
        if isinstance(key, int):
            vacancy = _left(found, candidates[key])
        elif key in names:
            why = Sentence(N_("选票上写的人没有认定：{why}"), {"why": names[key].why})
            vacancy = Vacancy(key, key, why, found.first_day)
        if vacancy is not None and vacancy.whose not in filled:
            made.append(vacancy)
    return made


def _left(found: Election, one: Candidate) -> Vacancy | None:
    """Who has withdrawn before taking the seat, or has left it before the term was over."""
    name, seat = one.person.name, one.membership
    if seat is None:
        stands_down = one.state is CandidateState.WITHDRAWN
        first = next((each.first_day for each in found.refills if each.successor_id == one.id), found.first_day)
        return Vacancy(one.id, name, Sentence(N_("不就任")), first) if stands_down else None
    if seat.ended_on is None or seat.ended_on > min(clock.today(), found.last_day):
        return None
    return Vacancy(one.id, name, Sentence(N_("任期没有满，已不再担任")), seat.ended_on)


def _out(found: Election, result: Outcome) -> set[Key]:
    """Who cannot be next in line: who was elected, has followed already, has withdrawn, or is nobody one knows."""
    taken = {one.successor_id for one in found.refills if one.successor_id is not None}
    withdrawn = {one.id for one in found.candidates if one.withdrawn_on is not None}
    nobody = {one.name for one in found.written_ins if one.candidate_id is None}
    return {*result.elected, *taken, *withdrawn, *nobody}


async def alike(name: str) -> list[Person]:
    """Who of the register a name on a paper may mean: of that name, written alike, or sounding alike."""
    rows = await Person.filter(on_register=True).order_by("id").values_list("id", "name")
    wanted, sounds = outline(name), pinyin.readings(name)
    exact = [id for id, other in rows if other == name]
    close = [id for id, other in rows if other != name and (outline(other) == wanted or _sounds(other, sounds))]
    ids = (exact + close)[:MOST_ALIKE]
    found = {one.id: one for one in await Person.filter(id__in=ids).prefetch_related("place")}
    return [found[id] for id in ids]


def _sounds(name: str, wanted: pinyin.Readings) -> bool:
    return bool(wanted) and pinyin.readings(name) == wanted


# ---- what was settled --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One thing that was settled after the count, and where to read on."""

    day: date
    said: Sentence
    href: str = ""


def told(found: Election) -> list[Told]:
    """In the order of the days. It names people: for who is signed in."""
    names = {str(one.id): one.person.name for one in found.candidates}
    lines = [_written(one, names) for one in found.written_ins]
    lines += [_refilled(one, names) for one in found.refills]
    return sorted(lines, key=lambda line: line.day)


def _written(one: WrittenIn, names: Mapping[str, str]) -> Told:
    day = clock.local(one.settled_at).date()
    if one.candidate_id is None:
        return Told(day, Sentence(N_("选票上另选的“{name}”没有认定：{why}"), {"name": one.name, "why": one.why}))
    meant = {"name": one.name, "person": names[str(one.candidate_id)]}
    return Told(day, Sentence(N_("选票上另选的“{name}”认定为{person}"), meant))


def _refilled(one: Refill, names: Mapping[str, str]) -> Told:
    day, left = clock.local(one.decided_at).date(), names.get(one.whose, one.whose)
    if one.successor_id is None:
        href = f"/elections/{one.by_election_id}"
        return Told(day, Sentence(N_("{name}空出的名额另行补选"), {"name": left}), href)
    follows = {"name": left, "person": names[str(one.successor_id)]}
    return Told(day, Sentence(N_("{name}空出的名额由{person}递补"), follows))
