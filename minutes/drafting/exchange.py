"""清单互通: what units brought to the table, and which wishes and orders were taken on, in the minutes."""

from __future__ import annotations

from collections.abc import Sequence

from agenda.items.models import AgendaItem, ItemKind
from forum.markdown import escaped
from minutes.drafting import wording
from minutes.drafting.record import Exchange, NeedRecord
from minutes.needs.queries import brought_to_item
from minutes.orders.queries import claimed_at as claimed_orders
from minutes.wishes.models import Wish
from minutes.wishes.queries import claimed_at as claimed_wishes


async def exchange_of(item: AgendaItem) -> Exchange | None:
    if item.kind is not ItemKind.EXCHANGE:
        return None
    brought = await brought_to_item(item.id)
    needs = tuple(NeedRecord(one.unit_name, one.text, one.claimed_by) for one in brought if one.is_need)
    return Exchange(needs, tuple((one.unit_name, one.text) for one in brought if not one.is_need))


async def taken_at(item: AgendaItem) -> tuple[str, ...]:
    """Wishes and orders that somebody took on at this item, a line each, in order."""
    wishes = [f"{_claimer(one)}认领微心愿：{one.text}" for one in await claimed_wishes(item.id)]
    orders = [f"{one.unit.name}接单：{one.drawn_up}" for one in await claimed_orders(item.id) if one.unit]
    return tuple(wishes + orders)


def _claimer(wish: Wish) -> str:
    return wish.unit.name if wish.unit else wish.neighbour.name if wish.neighbour else "到会人员"


def taken(lines: Sequence[str], read_out: int = 0) -> str:
    """How many were read out, and who took what on; nothing where nobody did and none was."""
    listed = "\n".join(f"{number}. {escaped(line.rstrip('。'))}。" for number, line in enumerate(lines, 1))
    told = f"会议宣读了{read_out}件微心愿和服务订单，当场认领{len(lines)}件。" if read_out else ""
    return "\n\n".join(filter(None, [told, listed]))


def exchanged(exchange: Exchange) -> str:
    """The figures, the needs with who took them on, each unit's resources; nothing where nobody brought any."""
    if not exchange.needs and not exchange.resources:
        return ""
    return "\n\n".join(filter(None, [_figures(exchange), _needs(exchange), _resources(exchange)]))


def _figures(exchange: Exchange) -> str:
    units = {need.unit for need in exchange.needs}
    claimed = sum(bool(need.claimed_by) for need in exchange.needs)
    parts = [f"{len(units)}家单位提出需求{len(exchange.needs)}项，认领{claimed}项"] if exchange.needs else []
    givers = {unit for unit, _ in exchange.resources}
    parts += [f"{len(givers)}家单位提供资源{len(exchange.resources)}项"] if exchange.resources else []
    return f"会议互通了清单：{'；'.join(parts)}。"


def _needs(exchange: Exchange) -> str:
    if not exchange.needs:
        return ""
    rows = ["| 序号 | 提出单位 | 需求 | 认领单位 |", "|:-:|:--|:--|:--|"]
    for number, need in enumerate(exchange.needs, 1):
        cells = (need.unit, need.text, wording.joined(need.claimed_by))
        rows.append(f"| {number} | {' | '.join(map(escaped, cells))} |")
    return "\n".join(rows)


def _resources(exchange: Exchange) -> str:
    shared: dict[str, list[str]] = {}
    for unit, text in exchange.resources:
        shared.setdefault(unit, []).append(text.rstrip("。；"))
    lines = (
        f"{number}. {escaped(unit)}：{escaped('；'.join(texts))}。"
        for number, (unit, texts) in enumerate(shared.items(), 1)
    )
    return "各单位提供的资源：\n\n" + "\n".join(lines) if shared else ""
