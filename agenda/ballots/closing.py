"""Counting a ballot as it closes: its votes, or its opened papers, and the blocks counted by hand."""

from __future__ import annotations

import asyncio
from typing import Any

from agenda.ballots import figures, queries, rules, secret
from agenda.ballots.methods import hands
from agenda.ballots.methods.bundles import Bundles
from agenda.ballots.methods.kinds import KINDS, Decides, Kind
from agenda.ballots.methods.totals import Totals
from agenda.ballots.models import Ballot, BallotPaper, Block, PrintedPaper, RollEntry, Vote
from agenda.ballots.rules import Choice, Count, Paper, Tally
from agenda.deliveries.models import Delivery
from forum.errors import N_, RuleBroken

NEEDS_VOTE = "needs_vote"
COUNTED = ["state", "closed_at", "outcome", "tally", "weighed", "list_hash", "delivered", "printed"]
"""The columns that closing writes."""


async def count(ballot: Ballot) -> None:
    """Fill in tally and outcome. RuleBroken while a block waits for its scrutineer; Unavailable if a key is lost."""
    papers = await (_opened(ballot) if ballot.secret else _named(ballot))
    if not figures.by_presence(ballot):
        ballot.delivered = await delivered(ballot)
    if KINDS[ballot.kind].decides is Decides.RULES:
        await _count_choices(ballot, papers)
        ballot.outcome = figures.verdict(ballot).outcome.value
        return
    by_hand = await _by_hand(ballot, papers)
    ballot.tally = {"papers": _piled(papers)} if by_hand is None else by_hand.to_json()
    # A hundred thousand papers take seconds, in which everybody else is served.
    ballot.outcome = figures.outcome_word(await asyncio.to_thread(figures.result, ballot))


Counted = list[tuple[str, str, int]]
"""A paper's text, its group and its weight."""


async def _by_hand(ballot: Ballot, papers: Counted) -> Totals | Bundles | None:
    """What scrutineers counted. RuleBroken where the kind cannot be counted so, or there are papers beside."""
    blocks = await Block.filter(ballot_id=ballot.id, struck_at=None)
    if not blocks:
        return None
    counted = KINDS[ballot.kind].by_hand
    if len(blocks) > 1 or papers or counted is None or blocks[0].confirmed is None:
        raise RuleBroken(N_("这种表决一张票一张票地数，不能整批录入。"))
    return counted.from_json(blocks[0].confirmed[0])


async def delivered(ballot: Ballot) -> dict[str, list[int]]:
    """As the row freezes it: to whom the papers were delivered on record, and who of them has returned none."""
    voted = set(await Vote.filter(ballot_id=ballot.id).values_list("seat_id", flat=True))
    reached = set(await Delivery.filter(session_id=ballot.session_id).values_list("seat_id", flat=True))
    roll = await RollEntry.filter(ballot_id=ballot.id).values_list("seat_id", "weight")
    found = rules.Delivery.of((seat in reached, seat in voted, weight) for seat, weight in roll)
    return {"delivered": list(found.delivered), "silent": list(found.silent)}


async def _named(ballot: Ballot) -> Counted:
    """Where heads alone decide, a seat's area or voting rights is nobody's business: the tally has none."""
    weighs = ballot.weighed is not None
    entries = {
        seat: (group, weight if weighs else 0)
        for seat, group, weight in await RollEntry.filter(ballot_id=ballot.id).values_list("seat_id", "group", "weight")
    }
    votes = await Vote.filter(ballot_id=ballot.id).values_list("seat_id", "choice")
    return [(choice, *entries[seat]) for seat, choice in votes]


async def _opened(ballot: Ballot) -> Counted:
    """Open all sealed papers, publish them in an order that tells nothing, and keep nothing else of them.

    Those from the box lie among those from devices: which came which way is not to be seen.
    """
    ballot.printed = await _from_the_box(ballot) or ballot.printed
    devices = await Vote.filter(ballot_id=ballot.id, sealed__not_isnull=True).values_list("sealed", flat=True)
    box = await PrintedPaper.filter(queries.papers_of(ballot.id, returned=True)).values_list("sealed", flat=True)
    sealed = [*devices, *box]
    papers = secret.shuffled(secret.open_papers(ballot.public_key, [bytes(each) for each in sealed]))
    await BallotPaper.bulk_create(
        [BallotPaper(ballot_id=ballot.id, number=number, **paper._asdict()) for number, paper in enumerate(papers, 1)]
    )
    await empty_sealed(ballot.id)
    if papers or not await Block.exists(ballot_id=ballot.id, struck_at=None):
        ballot.list_hash = secret.list_hash(papers)
    return [(paper.choice, paper.group, 0) for paper in papers]


async def empty_sealed(ballot_id: int) -> None:
    """Nothing sealed stays when a ballot is over."""
    await Vote.filter(ballot_id=ballot_id).update(sealed=None)
    await PrintedPaper.filter(queries.papers_of(ballot_id)).update(sealed=None)


async def _from_the_box(ballot: Ballot) -> dict[str, int] | None:
    """RuleBroken where more papers came back than were taken: somebody's vote would count for nobody."""
    taken, back = await queries.handed_out(ballot.id), await queries.came_back(ballot.id)
    for group, number in taken.items():
        rules.check_box(handed_out=number, returned=await queries.came_back(ballot.id, group))
    rules.check_box(handed_out=sum(taken.values()), returned=back)
    return {"handed_out": sum(taken.values()), "returned": back} if taken else None


def _piled(papers: Counted) -> list[list[Any]]:
    """Equal papers together, sorted, so that the stored tally tells nothing of an order."""
    sums: dict[str, list[int]] = {}
    for text, _, weight in papers:
        pile = sums.setdefault(text, [0, 0])
        pile[0] += 1
        pile[1] += weight
    return [[text, *sums[text]] for text in sorted(sums)]


# ---- for, against, abstain ---------------------------------------------------------------------------------------


async def _count_choices(ballot: Ballot, papers: Counted) -> None:
    tally = Tally.count(Paper(choice_of(ballot.kind, text), group, weight) for text, group, weight in papers)
    sheets = await _sheets(ballot)
    if ballot.kind is Kind.HANDS and len(sheets) != 1:
        raise RuleBroken(N_("还没有录入举手的票数。") if not sheets else N_("举手的票数只能有一份。"))
    for sheet in sheets:
        tally = _with_hands(tally, sheet)
    check_total(ballot, tally)
    ballot.tally = figures.figures_of_tally(tally)
    if ballot.weighed is not None:
        ballot.weighed = {**ballot.weighed, "tally": tally.weighed.figures}


def choice_of(kind: Kind, text: str) -> str:
    """A motion's papers are kept as the bare choice; of objection-only ones an objection is a vote against."""
    if kind is Kind.OBJECTION:
        return Choice.AGAINST if KINDS[kind].read(text).objects else Choice.ABSTAIN
    return rules.FOLLOW if text == rules.FOLLOW else Choice(text)


async def _sheets(ballot: Ballot) -> list[tuple[hands.Hands, ...]]:
    blocks = await Block.filter(ballot_id=ballot.id, struck_at=None)
    waiting = sum(block.confirmed is None for block in blocks)
    if waiting:
        raise RuleBroken(N_("还有 {n} 笔整批录入的票等监票人确认，确认后再结束表决。"), n=waiting)
    return [tuple(hands.Hands.from_json(row) for row in block.confirmed or []) for block in blocks]


def _with_hands(tally: Tally, rows: tuple[hands.Hands, ...]) -> Tally:
    groups = dict(tally.groups)
    for row in rows:
        if row.group:
            groups[row.group] = _plus(groups.get(row.group, Count()), row)
    total = Count(tally.for_, tally.against, tally.abstain, follow=tally.follow)
    for row in rows:
        total = _plus(total, row)
    named = dict(sorted(groups.items()))
    return Tally(total.for_, total.against, total.abstain, named, tally.weighed, follow=total.follow)


def _plus(count: Count, row: hands.Hands) -> Count:
    return Count(count.for_ + row.for_, count.against + row.against, count.abstain + row.abstain, follow=count.follow)


def check_total(ballot: Ballot, tally: Tally) -> None:
    """RuleBroken where hands and devices together make more votes than there are voters: somebody was counted twice."""
    roll = figures.roll_figures(ballot)
    for name, part in {"": roll, **roll.groups}.items():
        counted = (tally.groups.get(name, Count()) if name else tally).participating
        voters = part.present if figures.by_presence(ballot) else part.entitled
        if counted > voters:
            text = N_("{group}共有 {total} 票，多于可以投票的 {voters} 人：整批录入的票里有人已经投过，请重新清点。")
            raise RuleBroken(text, group=name, total=counted, voters=voters)


def for_the_record(ballot: Ballot) -> dict[str, Any]:
    """What the closing's event says. Of a secret ballot nothing but the hash of its published list; where scrutineers
    counted sums there is no list, and nothing secret in what they read out."""
    if ballot.list_hash:
        return {"list": ballot.list_hash}
    return {"tally": ballot.tally, "outcome": ballot.outcome}


__all__ = ["COUNTED", "NEEDS_VOTE", "check_total", "choice_of", "count", "empty_sealed", "for_the_record"]
