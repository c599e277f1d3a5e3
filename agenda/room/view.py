"""What the screens of one session show, read once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from agenda.attendance import queries as attendance
from agenda.attendance.models import Mandate
from agenda.attendance.quorum import lost_at
from agenda.attendance.rules import Attendance
from agenda.ballots import figures
from agenda.ballots import queries as ballots
from agenda.ballots import rules as ballot_rules
from agenda.ballots.announcing import Announced, announced
from agenda.ballots.closing import NEEDS_VOTE
from agenda.ballots.methods.kinds import KINDS, Kind, asks_everybody
from agenda.ballots.models import Ballot, BallotState
from agenda.ballots.previewing import Preview, preview
from agenda.ballots.rolls import Standing
from agenda.ballots.rule_sets import QuorumOf, RuleSet
from agenda.ballots.rules import Quorum
from agenda.claiming import queries as claims
from agenda.claiming.rules import Claiming
from agenda.discussion import queries as discussion
from agenda.discussion.models import Contribution
from agenda.discussion.queries import Talk
from agenda.exchange import queries as exchange
from agenda.exchange.rules import Table
from agenda.floor import queries as floor
from agenda.floor.queries import Queue
from agenda.floor.rules import FloorRules
from agenda.groups import queries as groups
from agenda.groups.queries import Talking
from agenda.items import queries as items
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import queries as motions
from agenda.motions.effects import rules_for
from agenda.motions.models import Motion
from agenda.motions.rules import PENDING
from agenda.projectors import pictures
from agenda.projectors import queries as projectors
from agenda.projectors.models import WallLink
from agenda.projectors.pictures import Picture, code, network_code
from agenda.room.attending import attending
from agenda.room.facts import ballot_facts, facts_of, prepared, voters
from agenda.room.results import ItemResult, results_of
from agenda.room.rules import Step, Steps, steps
from agenda.room.speech import speech_steps
from agenda.room.table import claiming_steps, table_steps
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from agenda.sessions.queries import Chair
from agenda.statements import queries as statements
from agenda.statements.queries import Asked
from forum import parts
from forum.errors import N_, NotFound

QUEUE_SHOWN = 30
base_url = ""


@dataclass(frozen=True)
class View:
    """`again` is the session that goes on with this one, where it was adjourned. `item` is the item under discussion;
    `last` the one settled last, while the hall is between two items.

    `outcomes` are what units took on at it. `chair` is the device that presides, if one does. `standing` is who votes
    for whom and who stands aside in this item; `proxied` the mandates that count. `ballot` is the newest of the item
    that is not void, `amendment` what it was on, if that was one, and `procedure` if it was procedural; `result` what
    came of it, until another motion is before the hall. `parts` are those of the motion before the hall, or of which
    it is one, and `settled` what may be taken up again. `preview` is of the next ballot; `turnout` how far an open one
    is that counts the papers returned; `tied`: the chair is to decide. `shown` is what people wrote and the chair put
    on the wall, `asked` the item's last round of statements, `talking` its last small groups, `speech` what the chair
    may do with the speech under way. `table` is the round of the table, where units exchange their lists, and
    `claiming` what is read out for somebody to claim.
    `quorum_lost_at`: since when too few are here who were enough. `asking` are members added late who wait for the
    chair's consent.
    """

    session: Session
    again: Session | None
    chair: Chair | None
    items: list[AgendaItem]
    attendance: Attendance
    quorum: Quorum
    rules: RuleSet
    standing: Standing
    proxied: list[Mandate]
    item: AgendaItem | None
    last: AgendaItem | None
    floor_rules: FloorRules
    queue: Queue | None
    talk: Talk | None
    shown: list[Contribution]
    asked: Asked | None
    talking: Talking | None
    motion: Motion | None
    amendment: Motion | None
    procedure: Motion | None
    parts: list[Motion]
    settled: list[Motion]
    ballot: Ballot | None
    voted: int
    result: Announced | None
    results: dict[int, ItemResult]
    outcomes: list[Callable[[], str]]
    steps: Steps
    speech: tuple[Step, ...]
    table: Table | None
    claiming: Claiming | None
    preview: Preview | None
    turnout: Quorum | None
    tied: bool
    walls: list[WallLink]
    quorum_lost_at: datetime | None
    asking: int

    @property
    def ballot_open(self) -> bool:
        return self.ballot is not None and self.ballot.state is BallotState.OPEN

    @property
    def short_of_quorum(self) -> bool:
        """Too few are here for a ballot, and nothing stands against breaking up."""
        return not self.quorum.met and not self.ballot_open

    @property
    def by_paper(self) -> bool:
        """Whether each voter sends a paper; hands are counted in the hall."""
        return self.ballot is not None and KINDS[self.ballot.kind].by_paper

    @property
    def tells_turnout(self) -> bool:
        """Where only who objects need say so, how many have said something would be the result."""
        return self.ballot is not None and asks_everybody(self.ballot.kind)

    @property
    def voters(self) -> int:
        """Who may vote in the ballot before the hall."""
        return voters(self.ballot) if self.ballot else 0

    @property
    def joining(self) -> str:
        """Where the hall's QR code leads."""
        return f"{base_url}/c/{self.session.check_in_code}"

    @property
    def qr(self) -> str:
        return code(self.joining)

    def pictures(self, *, queued: bool = False) -> list[Picture]:
        """What the projectors show; with `queued` also what comes next on them."""
        return pictures.pictures(self, queued=queued)

    @property
    def network(self) -> str:
        """The hall's Wi-Fi as a code that phones read, or nothing."""
        return network_code(self.session.wifi_name, self.session.wifi_password)

    @property
    def next_item(self) -> AgendaItem | None:
        return next((item for item in self.items if item.state is ItemState.WAITING), None)


async def load(room_id: int) -> View:
    """Raises NotFound for a room that is no session's."""
    session = await sessions.session_of_room(room_id)
    if session is None:
        raise NotFound(N_("找不到这次会议。"))
    agenda = await items.agenda(session.id)
    item = next((each for each in agenda if each.state is ItemState.OPEN), None)
    last = max((each for each in agenda if each.closed_at), key=lambda each: (each.closed_at, each.id), default=None)
    rule_set = RuleSet.from_json(session.rules)
    here = await attending(session.id, item.id if item else None, rule_set)
    quorum = here.quorum
    floor_rules = floor.rules_of(session)
    queue = await floor.queue(item.id, floor_rules) if item else None
    moved = await motions.of_item(item.id) if item else []
    motion = motions.current_of(moved)
    ballot = await ballots.last_of_item(item.id) if item else None
    voted = await ballots.voted(ballot.id) if ballot and ballot.state is BallotState.OPEN else 0
    turnout = await _turnout(ballot, rule_set)
    voted_on = next((one for one in moved if ballot and one.id == ballot.motion_id), None)
    result = _result(ballot, motion, voted_on)
    tied = result is not None and _is_for_the_chair(result)
    shown = preview(rules_for(motion, session), quorum)
    parts_of_it = motions.parts_of(motion, moved)
    facts = replace(
        facts_of(session, agenda, quorum, rule_set, item, queue, motion),
        preview=shown.short if shown else None,
        ballot=await ballot_facts(ballot, voted),
        tied_ballot_id=ballot.id if ballot and tied else None,
        prepared=await prepared(item),
        part=motions.place_of(motion, parts_of_it),
        objected=_objected(result, motion),
    )
    facts = replace(facts, begun=facts.begun or result is not None)
    table, claiming = await exchange.table_of(item), await claims.claiming_of(item)
    return View(
        session=session,
        again=await sessions.reconvened(session),
        chair=sessions.chair_of(session),
        items=agenda,
        attendance=here.attendance,
        quorum=quorum,
        rules=rule_set,
        standing=here.standing,
        proxied=here.proxied,
        item=item,
        last=last,
        floor_rules=floor_rules,
        queue=queue,
        talk=await discussion.talk(item.id) if item else None,
        shown=await discussion.on_the_wall(item.id) if item else [],
        asked=await statements.last_of_item(item.id) if item else None,
        talking=await groups.last_of_item(item.id) if item else None,
        motion=motion,
        amendment=voted_on if voted_on and voted_on.amends_id else None,
        procedure=voted_on if voted_on and voted_on.is_procedural else None,
        parts=parts_of_it,
        settled=await motions.settled(session.id, item.id if item else None) if session.is_open else [],
        ballot=ballot,
        voted=voted,
        result=result,
        results=await results_of(session.id),
        outcomes=await _outcomes(item or last),
        steps=claiming_steps(table_steps(steps(facts), facts, table), facts, claiming),
        speech=speech_steps(queue.speaking, floor_rules) if queue and queue.speaking else (),
        table=table,
        claiming=claiming,
        preview=shown,
        turnout=turnout,
        tied=tied,
        walls=await projectors.of_session(session.id),
        quorum_lost_at=await lost_at(room_id) if session.is_open and rule_set.binding and not quorum.met else None,
        asking=await attendance.asking(session.id),
    )


def _result(ballot: Ballot | None, motion: Motion | None, voted_on: Motion | None) -> Announced | None:
    """What the last ballot came to; a motion moved since, that waits for its own, is shown instead.

    What an amendment or a procedural motion came to is shown beside the motion it leaves, and a part's beside the next.
    """
    if ballot is None or ballot.state is not BallotState.CLOSED:
        return None
    if motion is None or motion.state not in PENDING:
        return announced(ballot)
    if voted_on is None:
        return None
    is_next_part = motion.part_of_id is not None and motion.part_of_id == voted_on.part_of_id
    return announced(ballot) if motion.id <= voted_on.id or is_next_part else None


def _objected(result: Announced | None, motion: Motion | None) -> bool:
    """Somebody had an objection when the chair asked."""
    if result is None or motion is None:
        return False
    return result.outcome == NEEDS_VOTE and result.ballot.motion_id == motion.id


def _is_for_the_chair(result: Announced) -> bool:
    ballot = result.ballot
    if result.verdict is None or ballot.casting:
        return False
    rule_set = RuleSet.from_json(ballot.rules)
    return ballot_rules.tie_for_the_chair(
        rule_set, figures.tally(ballot), figures.roll_figures(ballot), figures.delivery(ballot)
    )


async def _turnout(ballot: Ballot | None, rule_set: RuleSet) -> Quorum | None:
    """The papers returned so far against what the rules ask, where they ask for papers and not for people here."""
    if ballot is None or ballot.state is not BallotState.OPEN or ballot.kind is Kind.TEMPERATURE:
        return None
    if rule_set.quorum_of is not QuorumOf.PARTICIPATING:
        return None
    return ballot_rules.turnout(rule_set, figures.roll_figures(ballot), await ballots.returned(ballot.id))


async def _outcomes(item: AgendaItem | None) -> list[Callable[[], str]]:
    return [line for lines in parts.outcomes_of_item for line in await lines(item.id)] if item else []
