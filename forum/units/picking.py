"""Which units a form means; for the fields of `parts/units.html`.

Where there are few, all are listed. Of thousands a form shows those that suggest themselves, and the others are found
by a part of their name: while it is typed (static/js/units.js), or, without scripts, when the form is sent. What is
typed for the field `lead_id` is sent as `lead_id-called`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quart import has_request_context, request

from forum import parts
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, Sentence
from forum.people.pinyin import sounds_like

CALLED = "-called"
LISTED = 40
"""So many are all listed."""
NEAR, FOUND = 8, 12
"""Of more, so many at least suggest themselves, and so many are named for what was typed."""
Named = tuple[int, str]


@dataclass(frozen=True)
class Found:
    """What some typed words mean: the first few, and how many more there are."""

    words: str
    units: Sequence[Named]
    more: int = 0


NOTHING = Found("", [])


@dataclass(frozen=True)
class Units:
    """The (id, name) that a form offers at once; `whole`: there are no others. `found` for what was typed, by field."""

    listed: Sequence[Named]
    whole: bool = True
    found: Mapping[str, Found] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.listed) or not self.whole

    def __iter__(self) -> Iterator[Named]:
        return iter(self.listed)

    @property
    def only(self) -> Named | None:
        """The one there is, where there is no choice."""
        return self.listed[0] if self.whole and len(self.listed) == 1 else None

    def just(self, *ids: object) -> Units:
        """For one of many forms on a page: of those that only suggest themselves none but these."""
        wanted = {str(id) for id in ids}
        return self if self.whole else replace(self, listed=[one for one in self.listed if str(one[0]) in wanted])

    def beside(self, name: str) -> Sequence[Named]:
        """Those shown at once for a field, without what is found for it."""
        found = {id for id, _ in self.found[name].units} if name in self.found else set()
        return [one for one in self.listed if one[0] not in found]


NONE = Units([])


async def offered(
    first: Sequence[int] = (), *, only: Collection[int] | None = None, without: Collection[int] = ()
) -> Units:
    """What a form offers: of many those of `first`, in this order, what was chosen, and who was given work lately.

    `only` these can be chosen, where it is given, and none of `without`.
    """
    here = _here(only, without)
    rows = await _named(here.order_by("id").limit(LISTED + 1))
    if len(rows) <= LISTED:
        return Units(rows)
    typed = await _typed()
    chosen = [id for name in typed for id in await ticked(name)]
    typed = {name: words for name, words in typed.items() if words}
    wanted = list(dict.fromkeys([*first, *chosen]))
    for lately in parts.units_lately:
        wanted += [id for id in await lately() if id not in wanted][: max(0, NEAR - len(wanted))]
    names = dict(await _named(here.filter(id__in=wanted)))
    found = {name: await meant(words, only=only, without=without) for name, words in typed.items()}
    return Units([(id, names[id]) for id in wanted if id in names], whole=False, found=found)


async def meant(words: str, *, only: Collection[int] | None = None, without: Collection[int] = ()) -> Found:
    """Whom a part of a name, its sound or what a team can do means; a whole name means that unit alone."""
    rows: list[Any] = list(await _here(only, without).order_by("id").values_list("id", "name", "skills"))
    exact = [(id, name) for id, name, _ in rows if name == words]
    if exact:
        return Found(words, exact)
    low, sounds = words.lower(), re.search("[A-Za-z]", words) is not None
    named = [(id, name) for id, name, _ in rows if low in name.lower() or (sounds and sounds_like(name, words))]
    able = [(id, name) for id, name, skills in rows if words in skills and (id, name) not in named]
    every = [*named, *able]
    return Found(words, every[:FOUND], max(0, len(every) - FOUND))


def _here(only: Collection[int] | None, without: Collection[int]) -> Any:
    here = bodies.here_now()
    if only is not None:
        here = here.filter(id__in=list(only))
    return here.exclude(id__in=list(without)) if without else here


async def _named(query: Any) -> list[Named]:
    found: list[Named] = list(await query.values_list("id", "name"))
    return found


async def _typed() -> dict[str, str]:
    """By field what was typed of a name on this request, where the field has room for it; perhaps nothing."""
    if not has_request_context() or request.method != "POST":
        return {}
    form = await request.form
    return {name.removesuffix(CALLED): form[name].strip()[:80] for name in form if name.endswith(CALLED)}


# ---- what was sent ----


async def ticked(name: str) -> list[int]:
    """The ids of all boxes of one name."""
    sent = (await request.form).getlist(name)
    return [int(value) for value in sent if value.isascii() and value.isdecimal() and len(value) < 10]


async def filled(typed: Mapping[str, str], *names: str) -> dict[str, str]:
    """The form with the unit of each of these fields, where a name was typed instead. Raises BadInput.

    What is typed counts before what was chosen from the list, unless it means the chosen one too.
    """
    sent, wrong = dict(typed), {}
    for name in names:
        if not (words := sent.get(name + CALLED, "").strip()[:80]):
            continue
        found = await meant(words)
        if sent.get(name) not in [str(id) for id, _ in found.units]:
            if len(found.units) == 1:
                sent[name] = str(found.units[0][0])
            else:
                wrong[name] = _asked(found)
    if wrong:
        raise BadInput(wrong)
    return sent


async def several(name: str) -> list[int]:
    """Those ticked, and the one that is meant by what was typed. Raises BadInput where none of several is ticked."""
    ids = await ticked(name)
    words = (await _typed()).get(name)
    found = await meant(words) if words else NOTHING
    if not words or any(id in ids for id, _ in found.units):
        return ids
    if len(found.units) == 1:
        return [*ids, found.units[0][0]]
    raise BadInput({name: _asked(found)})


def _asked(found: Found) -> Sentence:
    if not found.units:
        return Sentence(N_("没有名称里有“{words}”的单位，请换几个字。"), {"words": found.words})
    count = len(found.units) + found.more
    return Sentence(N_("名称里有“{words}”的单位有{n}家，请选是哪一家。"), {"words": found.words, "n": count})
