"""Who is the same person: certain by the same name with the same document, asked in every other case.

The questions depend on the register alone, not on other answers, so that their keys stay; answers that contradict each
other are a question again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from forum.errors import N_, Sentence
from forum.owners.lookalikes import outline, plain
from forum.owners.questions import Answer, Candidate, Desk, Kind, NotAnAnswer, Problem, Typed, key
from forum.owners.rows import Flat

SAME, DIFFERENT = "same", "different"
TAIL = 4
SHOWN_FLATS = 20


@dataclass(eq=False)
class Identity:
    """A name with a document, or one place where a name stands without; all flats of one developer's name."""

    number: int
    name: str
    document: str
    is_developer: bool = False
    flats: list[Flat] = field(default_factory=list)

    @property
    def plain(self) -> str:
        return plain(self.name)

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.name, self.document[-TAIL:], tuple(flat.flat for flat in self.flats[:SHOWN_FLATS]))


class People:
    """Identities joined into people."""

    def __init__(self, flats: Iterable[Flat]) -> None:
        self.identities: list[Identity] = []
        self.of_flat: list[tuple[Flat, list[Identity]]] = []
        known: dict[tuple[object, ...], Identity] = {}
        for flat in flats:
            found = [self._identity(known, flat, place) for place in range(len(flat.owners) or 1)]
            self.of_flat.append((flat, found))
        self._parent = list(range(len(self.identities)))

    def _identity(self, known: dict[tuple[object, ...], Identity], flat: Flat, place: int) -> Identity:
        name, document = flat.owners[place] if flat.owners else ("", "")
        if flat.is_developers:
            mark: tuple[object, ...] = ("developer", plain(name))
        else:
            mark = (plain(name), document) if document else (plain(name), flat.line, place)
        if mark not in known:
            known[mark] = Identity(len(self.identities), name, document, flat.is_developers)
            self.identities.append(known[mark])
        if flat not in known[mark].flats[-1:]:
            known[mark].flats.append(flat)
        return known[mark]

    def person(self, identity: Identity) -> Identity:
        """The first identity of the same person."""
        number = identity.number
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return self.identities[number]

    def join(self, identities: Sequence[Identity]) -> None:
        numbers = sorted(self.person(identity).number for identity in identities)
        for number in numbers:
            self._parent[number] = numbers[0]


def resolve(flats: Iterable[Flat], desk: Desk) -> People:
    """Everybody in the register, joined as far as it is certain or answered."""
    people = People(flats)
    answered = [(problem, _ask(problem, found, desk)) for problem, found in _questions(people)]
    _join_unnamed_developer(people)
    for _, groups in answered:
        for group in groups or ():
            people.join(group)
    for problem, groups in answered:
        if groups:
            _check_apart(problem, groups, people, desk)
    return people


# ---- what is asked -----------------------------------------------------------------------------------------------


def _questions(people: People) -> Iterator[tuple[Problem, list[Identity]]]:
    by_document = _gathered((one.document, one) for one in people.identities if one.document)
    by_name = _gathered((one.plain, one) for one in people.identities if one.plain)
    by_outline = _gathered((outline(one.name), one) for one in people.identities if one.plain)
    for found in by_document.values():
        if len(found) > 1:
            said = Sentence(N_("{count} 个姓名写着同一个证件号，是不是同一个人？"), {"count": len(found)})
            yield _question(Kind.SAME_DOCUMENT, said, found), found
    for found in by_name.values():
        if len(found) > 1:
            kind, said = _same_name(found)
            yield _question(kind, said, found), found
    for found in by_outline.values():
        if _may_be_alike(found):
            names = list(dict.fromkeys(one.name for one in found))
            said = Sentence(
                N_("“{first}”与“{second}”写法相近，是不是同一个人？"), {"first": names[0], "second": names[1]}
            )
            yield _question(Kind.ALIKE, said, found), found
    developers = [one for one in people.identities if one.is_developer]
    if sum(bool(one.plain) for one in developers) > 1:
        said = Sentence(N_("没有售出的房屋写着 {count} 个建设单位，是不是同一家？"), {"count": len(developers)})
        yield _question(Kind.DEVELOPERS, said, developers), developers


def _gathered(pairs: Iterable[tuple[str, Identity]]) -> dict[str, list[Identity]]:
    found: dict[str, list[Identity]] = {}
    for shared, identity in pairs:
        found.setdefault(shared, []).append(identity)
    return found


def _same_name(found: list[Identity]) -> tuple[Kind, Sentence]:
    params = {"name": found[0].name, "count": len(found)}
    if any(one.is_developer for one in found):
        return Kind.DEVELOPER_OWNS, Sentence(N_("建设单位“{name}”名下还有已售的房屋，是不是算一个人？"), params)
    if all(one.document for one in found):
        return Kind.OTHER_DOCUMENT, Sentence(N_("“{name}”有 {count} 个不同的证件号，是不是同一个人？"), params)
    return Kind.SAME_NAME, Sentence(N_("“{name}”出现在 {count} 处，没有证件号可以核对，是不是同一个人？"), params)


def _may_be_alike(found: list[Identity]) -> bool:
    """Names written differently, and no documents that already tell these people apart or together."""
    names = {one.plain for one in found}
    return len(names) > 1 and any(
        not one.document and any(other.plain != one.plain for other in found) for one in found
    )


def _question(kind: Kind, said: Sentence, found: list[Identity]) -> Problem:
    evidence = sorted((one.plain, one.document, *sorted(flat.place for flat in one.flats)) for one in found)
    options = {SAME: Sentence(N_("是，算一个人")), DIFFERENT: Sentence(N_("不是，各算各的"))}
    lines = tuple(sorted({flat.line for one in found for flat in one.flats}))
    candidates = tuple(one.candidate for one in found)
    return Problem(key(kind, evidence), kind, lines, said, options, Typed.GROUPS, candidates)


# ---- what is answered --------------------------------------------------------------------------------------------


def _ask(problem: Problem, found: list[Identity], desk: Desk) -> list[list[Identity]] | None:
    """Those of each group are one person, those of different groups are not; None while it is open."""

    def read(answer: Answer) -> list[list[Identity]]:
        if answer == SAME:
            return [found]
        if answer == DIFFERENT:
            return [[one] for one in found]
        if isinstance(answer, str):
            raise NotAnAnswer(N_("请从所列的答案中选一个。"))
        return _groups(answer, found)

    return desk.ask(problem, read)


def _groups(answer: Sequence[Sequence[str]], found: list[Identity]) -> list[list[Identity]]:
    """By flats; who is in none of the lists is alone."""
    flats = [{str(flat) for flat in group} for group in answer]
    if set().union(*flats) - {flat.flat for one in found for flat in one.flats}:
        raise NotAnAnswer(N_("分组里有不在这个问题里的房号。"))
    groups: list[list[Identity]] = [[] for _ in flats]
    for one in found:
        mine = [number for number, group in enumerate(flats) if group & {flat.flat for flat in one.flats}]
        if len(mine) > 1:
            raise NotAnAnswer(N_("同一个人的房屋被分到了两组。"))
        if mine:
            groups[mine[0]].append(one)
        else:
            groups.append([one])
    return [group for group in groups if group]


def _join_unnamed_developer(people: People) -> None:
    """Unsold flats without a name are those of the one developer there is; of several, the question says whose."""
    developers = [one for one in people.identities if one.is_developer]
    if len(developers) == 2 and not all(one.plain for one in developers):
        people.join(developers)


def _check_apart(problem: Problem, groups: list[list[Identity]], people: People, desk: Desk) -> None:
    persons = [{people.person(one).number for one in group} for group in groups]
    if sum(map(len, persons)) == len(set().union(*persons)):
        return
    said = Sentence(N_("几个回答互相矛盾：这里说不是同一个人，别处的回答又把他们算成一个人。"))
    contradiction = Problem(
        key(Kind.CONTRADICTION, (problem.key,)),
        Kind.CONTRADICTION,
        problem.lines,
        said,
        problem.options,
        candidates=problem.candidates,
    )
    desk.open.append(contradiction)
