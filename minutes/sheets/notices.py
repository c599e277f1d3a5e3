"""公示: what a session decided, for the notice board; residents' names are masked as in the public minutes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q

from agenda.ballots.announcing import announced
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState
from agenda.items.models import AgendaItem
from agenda.motions.models import MotionKind
from agenda.motions.rules import SETTLED
from forum import clock
from forum.errors import N_, RuleBroken
from forum.markdown import escaped
from forum.side_by_side import joined
from minutes.action_items.models import STANDS, ActionItem
from minutes.documents.sheets import PublicNotice
from minutes.documents.typeset import body_from_markdown
from minutes.drafting import wording
from minutes.drafting.draft import said
from minutes.drafting.models import Minutes
from minutes.letterheads.queries import head_of
from minutes.notices import queries as periods
from minutes.notices.rules import last_day, outcome_said
from minutes.publication import queries as publication

DAYS = (3, 5, 7, 15)
USUAL_DAYS = 7


@dataclass(frozen=True)
class Matter:
    """An agenda item that came to something: its ballots, and what units took on."""

    item: AgendaItem
    ballots: list[Ballot]
    actions: list[ActionItem]


async def notice(
    minutes: Minutes, *, first_day: date, days: int, objections: str = "", item: int | None = None
) -> PublicNotice:
    """Of all that was decided, or of one `item`. Raises RuleBroken before the minutes are public, and where nothing was
    decided.
    """
    if not minutes.is_public:
        raise RuleBroken(N_("会议纪要公布以后才能公示。"))
    found = [one for one in await matters(minutes.session_id) if item in {None, one.item.id}]
    if not found:
        raise RuleBroken(N_("这次会议没有表决，也没有布置任务，没有要公示的事项。"))
    session, head = minutes.session, await head_of(minutes.session.body)
    shown = await publication.words_as_public(minutes, [session.title, *_texts(found)])
    return PublicNotice(
        title=f"关于“{shown(session.title if item is None else found[0].item.title)}”议定事项的公示",
        matter_html=body_from_markdown("\n\n".join(_matter(n, one, shown) for n, one in enumerate(found, 1))),
        issuer=head.organ,
        day=clock.today(),
        first_day=first_day,
        last_day=last_day(first_day, days),
        basis=f"《{publication.heading(minutes)}》{publication.number_said(minutes)}",
        objections=objections or head.objections,
        outcome=await _outcome(minutes.id, first_day, item),
    )


async def _outcome(minutes_id: int, first_day: date, item: int | None) -> str:
    """Of the item's period that began on that day, once it has ended."""
    found = await periods.of_minutes(minutes_id)
    ended = [one for one in found if one.ended_at and (one.first_day, one.item_id) == (first_day, item)]
    return said(outcome_said(periods.counts(ended[0]))) if ended else ""


async def matters(session_id: int) -> list[Matter]:
    return (await matters_of([session_id]))[session_id]


@joined
async def matters_of(session_ids: Collection[int]) -> dict[int, list[Matter]]:
    """Of each session, by its id, in the order of its agenda."""
    ids = list(session_ids)
    assigned = ActionItem.filter(STANDS, item__session_id__in=ids).order_by("id").select_related("item", "lead")
    ballots, actions = await _that_decided(ids), await assigned
    items = {ballot.item_id: ballot.item for ballot in ballots}
    items |= {action.item.id: action.item for action in actions if action.item}
    found: dict[int, list[Matter]] = {id: [] for id in ids}
    for item in sorted(items.values(), key=lambda item: item.position):
        of_item = [ballot for ballot in ballots if ballot.item_id == item.id]
        tasks = [action for action in actions if action.item_id == item.id]
        found[item.session_id].append(Matter(item, of_item, tasks))
    return found


async def _that_decided(session_ids: list[int]) -> list[Ballot]:
    """With items: of each motion its last, as it then read. Neither amendments, which are in it, nor how the hall went
    on, nor what was taken up again and left open."""
    on_the_matter = Q(motion__amends_id=None, motion__kind=MotionKind.MAIN, motion__state__in=SETTLED)
    closed = Ballot.filter(Q(motion_id=None) | on_the_matter, session_id__in=session_ids, state=BallotState.CLOSED)
    found = await closed.exclude(kind=Kind.TEMPERATURE).order_by("id").select_related("item")
    return list({ballot.motion_id or -ballot.id: ballot for ballot in found}.values())


def _texts(found: list[Matter]) -> list[str]:
    texts = [one.item.title for one in found]
    texts += [ballot.question for one in found for ballot in one.ballots]
    return texts + [action.text for one in found for action in one.actions]


def _matter(number: int, matter: Matter, shown: Callable[[str], str]) -> str:
    parts = [f"## {wording.numeral(number)}、{escaped(shown(matter.item.title))}"]
    parts += [_result(ballot, shown) for ballot in matter.ballots]
    parts += [_task(action, shown) for action in matter.actions]
    return "\n\n".join(parts)


def _result(ballot: Ballot, shown: Callable[[str], str]) -> str:
    result = announced(ballot)
    figures = "，".join(f"{line.word}{line.shown}" for line in result.lines)
    citation = f"依据：{wording.ended(escaped(result.citation))}" if result.citation else ""
    return f"{escaped(shown(ballot.question))}结果：{escaped(result.word)}（{escaped(figures)}）。{citation}"


def _task(action: ActionItem, shown: Callable[[str], str]) -> str:
    due = wording.full_date(action.due_on)
    return f"{escaped(action.lead.name)}牵头，{due}前完成：{escaped(wording.ended(shown(action.text)))}"
