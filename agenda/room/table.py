"""What the chair does next round the table and while wishes are read out: steps in front of the usual ones."""

from __future__ import annotations

from dataclasses import replace

from agenda.claiming.rules import Claiming
from agenda.exchange.rules import Table, TurnState
from agenda.room.keys import KEYS, SPACE
from agenda.room.rules import Facts, Step, Steps
from forum.errors import N_, Sentence

_SHOWN = 20


def table_steps(usual: Steps, facts: Facts, table: Table | None) -> Steps:
    """The next unit in order, then the next need to read out; what would be next otherwise keeps its own key."""
    if table is None or facts.item_id is None or _comes_first(facts):
        return usual
    step = _call(facts.item_id, table) or _read(facts.item_id, table)
    before = _turn_steps(facts.item_id, table)
    possible = tuple(each for each in usual.others if each.blocked is None)  # the table needs the room
    if step is None:
        return Steps(usual.next, (*before, *possible))
    return Steps(step, (*before, *_put_back(usual), *possible))


def claiming_steps(usual: Steps, facts: Facts, claiming: Claiming | None) -> Steps:
    """The next wish or order to read out; what would be next otherwise keeps its own key."""
    if claiming is None or claiming.next is None or facts.item_id is None or _comes_first(facts):
        return usual
    one = claiming.next
    label = Sentence(N_("读第 {n} 条：{text}"), {"n": claiming.number(one), "text": _short(one.text)})
    note = Sentence(N_("共{all}条，已认领{n}条"), {"all": len(claiming.lines), "n": claiming.claimed})
    step = Step(SPACE, label, f"/items/{facts.item_id}/read-out", note, fields={"what": one.key})
    return Steps(step, (*_put_back(usual), *(each for each in usual.others if each.blocked is None)))


def _comes_first(facts: Facts) -> bool:
    return bool(facts.recess or facts.procedure or facts.ballot or facts.tied_ballot_id)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _call(item_id: int, table: Table) -> Step | None:
    place = table.next
    if place is None:
        return None
    again = place.state is TurnState.PASSED
    note = Sentence(N_("刚才先跳过的，再问一次")) if again else _so_far(table)
    label = Sentence(N_("请{unit}报清单"), {"unit": place.name})
    return Step(SPACE, label, f"/items/{item_id}/turns", note, fields={"seat": str(place.seat)})


def _so_far(table: Table) -> Sentence:
    return Sentence(N_("已请{n}家，到会{all}家"), {"n": table.turns_taken, "all": len(table.places)})


def _read(item_id: int, table: Table) -> Step | None:
    need = table.next_need
    if need is None:
        return None
    label = Sentence(N_("读需求 {n}：{text}"), {"n": table.number(need), "text": _short(need.text)})
    note = Sentence(N_("共{all}条，已认领{n}条"), {"all": len(table.needs), "n": table.claimed})
    return Step(SPACE, label, f"/items/{item_id}/readings", note, fields={"need": str(need.id)})


def _turn_steps(item_id: int, table: Table) -> tuple[Step, ...]:
    if table.called is None:
        return ()
    path = f"/items/{item_id}/turns/end"
    return (
        Step(KEYS["nothing"].key, Sentence(N_("这一家没有要报的")), path, fields={"state": TurnState.NOTHING.value}),
        Step(KEYS["pass"].key, Sentence(N_("先跳过这一家")), path, fields={"state": TurnState.PASSED.value}),
    )


def _put_back(usual: Steps) -> tuple[Step, ...]:
    """Who waits to speak is called with S while the space bar goes round the table; a wait is not said twice."""
    step = usual.next
    if step is None or not step.path:
        return ()
    return (replace(step, key=step.letter or KEYS["other"].key, letter=""),)
