"""The roll of owners out of a flat register, merged as the law counts them.

Civil Code §278 with the Supreme Court's interpretation on 建筑物区分所有权 §8 and §9: a flat counts as one person;
an owner of several flats is one person and the areas add; what a developer has not sold or not handed over is one
person; co-owners of a flat are one person for it. Area is as registered, else as surveyed, else as in the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from forum.errors import N_, RuleBroken, Sentence
from forum.owners.identities import Identity, People, resolve
from forum.owners.questions import Decisions, Desk, Kind, Problem, Settled, chosen, key
from forum.owners.rows import Flat, FlatRow, read_row

CITATION = N_("《最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释》（2020年修正）第八条、第九条")

CO_OWNERS, ADD_UP, SEPARATE, APART, ACCEPT = "co_owners", "add_up", "separate", "apart", "accept"


class OwnerKind(StrEnum):
    SOLE = "sole"
    JOINT = "joint"
    DEVELOPER = "developer"


OWNER_KIND_NAMES = {
    OwnerKind.SOLE: N_("业主"),
    OwnerKind.JOINT: N_("共有人（算一人）"),
    OwnerKind.DEVELOPER: N_("建设单位（算一人）"),
}


@dataclass(frozen=True)
class Owner:
    """One person as the law counts them: one vote by heads, and `area` in 0.01 m². `number` is theirs on the roll.

    `holdings` are the flats as they were read.
    """

    number: int
    names: tuple[str, ...]
    flats: tuple[str, ...]
    area: int
    kind: OwnerKind
    holdings: tuple[Flat, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class OwnersRoll:
    """N persons (`heads`) and A area in 0.01 m². Not to be used before it is `is_settled`.

    `left_out` are rows that a person kept out; `unused` decisions that answer nothing in this register.
    """

    owners: tuple[Owner, ...]
    problems: tuple[Problem, ...]
    settled: tuple[Settled, ...]
    flats: int
    area: int
    left_out: tuple[int, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def heads(self) -> int:
        return len(self.owners)

    @property
    def is_settled(self) -> bool:
        return not self.problems

    def check_settled(self) -> None:
        if self.problems:
            raise RuleBroken(N_("业主名册还有 {count} 处要先决定。"), count=len(self.problems))
        if not self.owners:
            raise RuleBroken(N_("业主名册是空的。"))


def check_counted(*, counts_area: bool) -> None:
    """A register is for a body whose rules weigh votes by area. Raises RuleBroken."""
    if not counts_area:
        raise RuleBroken(N_("这个组织的规则不按面积计票，用不着业主名册。"))


def merge(
    rows: Iterable[FlatRow],
    decisions: Decisions | None = None,
    *,
    declared_area: int | None = None,
    declared_flats: int | None = None,
) -> OwnersRoll:
    """The roll, and the questions that are open. The same rows with the same decisions give the same roll.

    `declared_area` (0.01 m²) and `declared_flats` are what the register says of itself elsewhere. While questions are
    open the roll is provisional: rows that are in question stay out, people who may be the same count apart.
    """
    desk = Desk(decisions or {})
    flats = _each_once([flat for row in rows if (flat := read_row(row, desk))], desk)
    is_whole = not desk.open
    owners = _owners(resolve(flats, desk), desk)
    area = sum(flat.area for flat in flats)
    if is_whole:
        _ask_totals(len(flats), area, declared_flats, declared_area, desk)
    unused = tuple(sorted(set(desk.decisions) - desk.used - {problem.key for problem in desk.open}))
    return OwnersRoll(owners, tuple(desk.open), tuple(desk.settled), len(flats), area, tuple(desk.left_out), unused)


# ---- a flat that stands there twice ------------------------------------------------------------------------------


def _each_once(read: Sequence[Flat], desk: Desk) -> list[Flat]:
    by_place: dict[str, list[Flat]] = {}
    for flat in read:
        by_place.setdefault(flat.place, []).append(flat)
    return [one for found in by_place.values() for one in (found if len(found) == 1 else _twice(found, desk))]


def _twice(found: list[Flat], desk: Desk) -> list[Flat]:
    """Registers that give each co-owner a row of their own look like registers with a slip: a person knows which."""
    options = _readings(found)
    evidence = [found[0].place, *((flat.area, flat.owners, flat.is_developers) for flat in found)]
    params = {"flat": found[0].flat, "count": len(found), "lines": "、".join(str(flat.line) for flat in found)}
    said = Sentence(N_("房号“{flat}”有 {count} 行（第 {lines} 行），是怎么回事？"), params)
    lines = tuple(flat.line for flat in found)
    answer = desk.ask(Problem(key(Kind.FLAT_TWICE, evidence), Kind.FLAT_TWICE, lines, said, options), chosen(options))
    if answer is None:
        return found[:1]
    if answer in (CO_OWNERS, ADD_UP):
        owners = tuple(dict.fromkeys(owner for flat in found for owner in flat.owners))
        area = found[0].area if answer == CO_OWNERS else sum(flat.area for flat in found)
        return [replace(found[0], area=area, owners=owners)]
    if answer == SEPARATE:
        return [replace(flat, flat=f"{flat.flat}#{number}") for number, flat in enumerate(found, start=1)]
    return [flat for flat in found if answer == f"row-{flat.line}"]


def _readings(found: list[Flat]) -> Mapping[str, Sentence]:
    options: dict[str, Sentence] = {}
    if not any(flat.is_developers for flat in found):
        if len({flat.area for flat in found}) == 1:
            options[CO_OWNERS] = Sentence(N_("一套房的几位共有人，面积只算一次"))
        else:
            options[ADD_UP] = Sentence(N_("一套房的几位共有人，面积相加"))
    options[SEPARATE] = Sentence(N_("是不同的房屋，房号写重了"))
    for flat in found:
        options[f"row-{flat.line}"] = Sentence(N_("重复录入，只留第 {line} 行"), {"line": flat.line})
    return options


# ---- owners ------------------------------------------------------------------------------------------------------


@dataclass
class _Holding:
    """What one set of people owns together."""

    people: list[Identity]
    flats: list[Flat] = field(default_factory=list)


def _owners(people: People, desk: Desk) -> tuple[Owner, ...]:
    """The same people owning together are one person, however many flats; in the order of the register."""
    holdings: dict[frozenset[int], _Holding] = {}
    for flat, found in people.of_flat:
        persons = list(dict.fromkeys(people.person(one) for one in found))
        mark = frozenset(person.number for person in persons)
        holdings.setdefault(mark, _Holding(persons)).flats.append(flat)
    for mark, holding in list(holdings.items()):
        if len(mark) > 1 and (into := _joint_with(mark, holding, holdings, desk)) is not None:
            holdings[into].people += [person for person in holding.people if person.number not in into]
            holdings[into].flats += holding.flats
            del holdings[mark]
    ordered = sorted(holdings.items(), key=lambda pair: min(flat.line for flat in pair[1].flats))
    return tuple(_owner(number, mark, holding) for number, (mark, holding) in enumerate(ordered, start=1))


def _joint_with(
    mark: frozenset[int], holding: _Holding, holdings: Mapping[frozenset[int], _Holding], desk: Desk
) -> frozenset[int] | None:
    """Does a co-owner who has a flat of their own count once or twice? The sole holding it goes to, or None."""
    alone = [frozenset({number}) for number in sorted(mark) if frozenset({number}) in holdings]
    if not alone:
        return None
    options = {APART: Sentence(N_("共有的房屋另算一人"))}
    for one in alone:
        params = {"name": holdings[one].people[0].name, "flat": holdings[one].flats[0].flat}
        options[f"with-{holdings[one].flats[0].place}"] = Sentence(N_("并入独有 {flat} 的{name}"), params)
    involved = [holding, *(holdings[one] for one in alone)]
    evidence = [sorted(flat.place for flat in one.flats) for one in involved]
    lines = tuple(sorted(flat.line for one in involved for flat in one.flats))
    names = "、".join(person.name for person in holding.people)
    said = Sentence(N_("{names}共有房屋，其中有人另有独有的房屋，怎样算？"), {"names": names})
    answer = desk.ask(Problem(key(Kind.JOINT, evidence), Kind.JOINT, lines, said, options), chosen(options))
    return next((one for one in alone if answer == f"with-{holdings[one].flats[0].place}"), None)


def _owner(number: int, mark: frozenset[int], holding: _Holding) -> Owner:
    names = tuple(dict.fromkeys(person.name for person in holding.people if person.name))
    kind = OwnerKind.JOINT if len(mark) > 1 else OwnerKind.SOLE
    if any(flat.is_developers for flat in holding.flats):
        kind = OwnerKind.DEVELOPER
    flats = tuple(holding.flats)
    return Owner(number, names, tuple(flat.flat for flat in flats), sum(flat.area for flat in flats), kind, flats)


# ---- against what the register says of itself --------------------------------------------------------------------


def _ask_totals(flats: int, area: int, declared_flats: int | None, declared_area: int | None, desk: Desk) -> None:
    options = {ACCEPT: Sentence(N_("以各行相加为准"))}
    if declared_flats is not None and declared_flats != flats:
        said = Sentence(N_("应有 {declared} 套，读到 {found} 套。"), {"declared": declared_flats, "found": flats})
        _ask_total(Kind.TOTAL_FLATS, (declared_flats, flats), said, options, desk)
    if declared_area is not None and declared_area != area:
        params = {"declared": square_metres(declared_area), "found": square_metres(area)}
        said = Sentence(N_("总面积应为 {declared} 平方米，各行相加是 {found} 平方米。"), params)
        _ask_total(Kind.TOTAL_AREA, (declared_area, area), said, options, desk)


def _ask_total(kind: Kind, figures: tuple[int, int], said: Sentence, options: dict[str, Sentence], desk: Desk) -> None:
    desk.ask(Problem(key(kind, figures), kind, (), said, options), chosen(options))


def square_metres(hundredths: int) -> str:
    """2050000 → 20,500.00."""
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"
