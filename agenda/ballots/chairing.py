"""The chair's side of a vote: open it, admit a latecomer, close and count, break a tie, declare it void.

What the voters do is in `voting.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from agenda.ballots import closing, figures, queries, rolls, rules, secret
from agenda.ballots.methods import hands
from agenda.ballots.methods.kinds import Kind, asks_everybody
from agenda.ballots.models import Ballot, BallotState, PreparedBallot, RollEntry
from agenda.ballots.questions import MOTION_KINDS, Question
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Choice, Roll
from agenda.floor.commands import end_speech
from agenda.items.commands import item_and_session, require_item_open
from agenda.items.models import AgendaItem
from agenda.motions import effects, settling
from agenda.motions import rules as motion_rules
from agenda.motions.commands import is_amended, motion_and_session, put_motion, require_first
from agenda.motions.models import Motion, MotionState
from agenda.projectors.commands import release_walls
from agenda.sessions import rules as session_rules
from agenda.sessions.commands import require_chair, require_open, session_for_command
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound, RuleBroken
from forum.journal import answer, command, record, transaction

# ---- opening -----------------------------------------------------------------------------------------------------


@command
async def open_ballot(
    motion_id: int,
    *,
    by: Actor,
    seconds: int | None = None,
    kind: Kind = Kind.YES_NO,
    is_secret: bool = False,
) -> int:
    """Open the vote on the motion before the hall; the roll is frozen to who is present now.

    `seconds`: after that long nothing more is accepted; the chair still announces. `kind` is one of `MOTION_KINDS`.
    """
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await _require_item_before_the_hall(session, motion.item, by)
        await motion.refresh_from_db(fields=["state", "text"])
        motion_rules.check_put_to_vote(motion.state)
        await require_first(motion)
        question = Question(kind, motion.text, is_secret=is_secret, seconds=seconds)
        return await _open(session, motion.item_id, question, by, motion)


@command
async def open_question(item_id: int, question: Question, *, by: Actor) -> int:
    """Put a question of its own to the hall: a choice between options, an election, how the hall leans."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_item_before_the_hall(session, item, by)
        question.check(RuleSet.from_json(session.rules))
        return await _open(session, item_id, question, by)


@command
async def open_prepared(prepared_id: int, *, by: Actor) -> int:
    """Put what was prepared: a text is put to the hall as a motion, and its ballot opened in one."""
    found = await PreparedBallot.get_or_none(id=prepared_id)
    if found is None:
        raise NotFound(N_("找不到这项备好的表决。"))
    item, session = await item_and_session(found.item_id)
    async with transaction(session.room_id):
        await _require_item_before_the_hall(session, item, by)
        prepared = await PreparedBallot.select_for_update().get(id=prepared_id)
        rules.check_prepared(is_opened=prepared.ballot_id is not None, is_withdrawn=prepared.withdrawn_at is not None)
        question = Question(
            prepared.kind, prepared.question, prepared.settings, is_secret=prepared.secret, seconds=prepared.seconds
        )
        motion = None
        if prepared.kind in MOTION_KINDS:
            motion = await _motion_of(item.id, prepared.question, by)
            prepared.motion_id = motion.id
        else:
            question.check(RuleSet.from_json(session.rules))
        prepared.ballot_id = await _open(session, item.id, question, by, motion)
        await prepared.save(update_fields=["ballot_id", "motion_id"])
        return answer(prepared.ballot_id)


async def _motion_of(item_id: int, text: str, by: Actor) -> Motion:
    """The motion before the hall, where it says the same; else the text is put to it."""
    before = await Motion.filter(item_id=item_id, state=MotionState.PUT, text=text).order_by("-id").first()
    return before or await Motion.get(id=await put_motion(item_id, text, by=by))


async def _require_item_before_the_hall(session: Session, item: AgendaItem, by: Actor) -> None:
    await require_chair(session, by)
    session_rules.check_is_sitting(session.kind)
    await require_open(session)
    await require_item_open(item)


async def _open(session: Session, item_id: int, question: Question, by: Actor, motion: Motion | None = None) -> int:
    rule_set = effects.rules_for(motion, session)
    lines = await rolls.lines(session.id, item_id, rule_set)
    roll = Roll.of_voters([line.voter for line in lines], rule_set)
    # One thing at a time is a rule of sittings; in writing people answer everything on one sheet.
    another = not session.in_writing and await Ballot.exists(session_id=session.id, state=BallotState.OPEN)
    if question.kind is Kind.TEMPERATURE:
        rules.check_one_at_a_time(question=question.text, another_open=another)
    else:
        rules.check_open(rule_set, roll, question=question.text, another_open=another)
    if question.is_secret:
        rules.check_secret(rule_set)
    await end_speech(item_id, by)
    await release_walls(session.id, by)  # a hall that votes sees on what
    now = clock.now()
    ballot = await Ballot.create(
        item_id=item_id,
        motion_id=motion.id if motion else None,
        session_id=session.id,
        kind=question.kind,
        settings=hands.Settings.of(roll).to_json() if question.kind is Kind.HANDS else dict(question.settings),
        secret=question.is_secret,
        public_key=secret.new_key() if question.is_secret else "",
        question=question.text,
        rules=rule_set.to_json(),
        opened_at=now,
        closes_at=now + timedelta(seconds=question.seconds) if question.seconds else None,
        **figures.figures_of_roll(roll),
    )
    await RollEntry.bulk_create([line.entry(ballot.id) for line in lines if line.is_on_roll(rule_set)])
    record("ballot.opened", by, ballot=ballot.id, motion=ballot.motion_id, present=roll.present, entitled=roll.entitled)
    return answer(ballot.id)


async def open_in_writing(session: Session, item_id: int, question: Question, by: Actor) -> int:
    """Part of the command that opens all ballots of a session in writing; nothing is taken after its planned end."""
    question.check(RuleSet.from_json(session.rules))
    ballot_id = await _open(session, item_id, question, by)
    await Ballot.filter(id=ballot_id).update(closes_at=session.planned_end)
    return ballot_id


@command
async def admit_late(ballot_id: int, seat_id: int, *, by: Actor) -> None:
    """The chair admits somebody who came after the ballot had opened, and with them those they hold mandates of.

    The roll grows, and says so of each.
    """
    ballot, session = await _ballot_and_session(ballot_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        ballot = await Ballot.select_for_update().get(id=ballot_id)
        rules.check_close(is_open=ballot.state is BallotState.OPEN)
        lines = await rolls.lines(session.id, ballot.item_id, RuleSet.from_json(ballot.rules))
        on_roll = {entry.seat_id for entry in await RollEntry.filter(ballot_id=ballot_id)}
        for line in rolls.latecomers(lines, seat_id, on_roll, RuleSet.from_json(ballot.rules)):
            await _admit(ballot, line, by)
    queries.forget_roll(ballot_id)


async def _admit(ballot: Ballot, line: rolls.Line, by: Actor) -> None:
    entry = line.entry(ballot.id)
    entry.admitted_at = clock.now()
    await entry.save()
    grown = figures.figures_with(ballot, line.seat.group, line.seat.weight)
    await Ballot.filter(id=ballot.id).update(**grown)
    ballot.update_from_dict(grown)
    record("ballot.admitted", by, ballot=ballot.id, seat=line.seat.id, person=line.seat.person_id,
           holder=line.holder_id)  # fmt: skip


@command
async def remind_missing(ballot_id: int, *, by: Actor) -> int:
    """The chair reminds those who have not voted, on their phones. Gives how many they are."""
    ballot, session = await _ballot_and_session(ballot_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await ballot.refresh_from_db(fields=["state"])
        missing = len(await queries.missing_people(ballot_id))
        rules.check_remind(
            is_open=ballot.state is BallotState.OPEN, by_everybody=asks_everybody(ballot.kind), missing=missing
        )
        record("ballot.reminded", by, ballot=ballot_id, missing=missing)
        return answer(missing)


# ---- closing -----------------------------------------------------------------------------------------------------


@command
async def close_ballot(ballot_id: int, *, by: Actor) -> None:
    """Stop taking votes, count, and announce the verdict on every screen."""
    _, session = await _ballot_and_session(ballot_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        session_rules.check_is_sitting(session.kind)
        await count_and_announce(ballot_id, session, by)


async def count_and_announce(ballot_id: int, session: Session, by: Actor) -> None:
    """Part of the command that closes a ballot: in writing all of them together."""
    ballot = await Ballot.select_for_update().get(id=ballot_id)
    rules.check_close(is_open=ballot.state is BallotState.OPEN)
    await closing.count(ballot)
    ballot.state, ballot.closed_at = BallotState.CLOSED, clock.now()
    await ballot.save(update_fields=closing.COUNTED)
    record("ballot.closed", by, ballot=ballot_id, motion=ballot.motion_id, **closing.for_the_record(ballot))
    await _settle(ballot, session, by)


async def _settle(ballot: Ballot, session: Session, by: Actor) -> None:
    """The motion's fate; one that a single objection kept from passing goes to a real vote.

    What a procedural motion asks for is done at once.
    """
    if ballot.motion_id is None or ballot.outcome == closing.NEEDS_VOTE:
        return
    motion = await Motion.get(id=ballot.motion_id)
    carried = ballot.outcome == rules.Outcome.CARRIED
    await settling.settle(motion, carried=carried)
    if carried and motion.is_procedural:
        await effects.carry_out(motion, session, by)


@command
async def break_tie(ballot_id: int, choice: Choice, *, by: Actor) -> None:
    """The chair's casting vote, where the frozen rules give one. Only once, while the matter is before the hall."""
    ballot, session = await _ballot_and_session(ballot_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(await AgendaItem.get(id=ballot.item_id))
        ballot = await Ballot.select_for_update().get(id=ballot_id)
        if ballot.state is not BallotState.CLOSED or ballot.casting or await _is_overtaken(ballot):
            raise RuleBroken(N_("现在用不着决定票。"))
        ballot.casting = choice.value
        ballot.outcome = figures.verdict(ballot).outcome.value
        await ballot.save(update_fields=["casting", "outcome"])
        record("ballot.tie_broken", by, ballot=ballot_id, motion=ballot.motion_id, choice=choice.value)
        await _settle(ballot, session, by)


@command
async def void_ballot(ballot_id: int, reason: str, *, by: Actor) -> None:
    """Opened by mistake, or to be repeated: it decides nothing, the record says why, the motion is before the hall."""
    ballot, session = await _ballot_and_session(ballot_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(await AgendaItem.get(id=ballot.item_id))
        ballot = await Ballot.select_for_update().get(id=ballot_id)
        rules.check_void(
            reason, is_void=ballot.state is BallotState.VOID, is_last=session.in_writing or await _is_last(ballot)
        )
        ballot.state, ballot.void_reason = BallotState.VOID, reason.strip()
        ballot.closed_at = ballot.closed_at or clock.now()
        await ballot.save(update_fields=["state", "void_reason", "closed_at"])
        await closing.empty_sealed(ballot_id)
        if ballot.motion_id:
            await _back_before_the_hall(await Motion.get(id=ballot.motion_id))
        record("ballot.voided", by, ballot=ballot_id, motion=ballot.motion_id)


async def _is_overtaken(ballot: Ballot) -> bool:
    """Whether the hall has gone on from an amendment: to the motion itself, or to the next amendment."""
    motion = await Motion.get_or_none(id=ballot.motion_id)
    if motion is None or motion.amends_id is None:
        return False
    return not await _is_last(ballot) or await is_amended(motion.amends_id)


async def _back_before_the_hall(motion: Motion) -> None:
    if motion.amends_id:
        main = await Motion.get(id=motion.amends_id)
        motion_rules.check_back(main.state, amending=await is_amended(main.id))
    if motion.is_procedural and motion.state is MotionState.CARRIED:
        await effects.take_back(motion)
    await settling.unsettle(motion)


async def _is_last(ballot: Ballot) -> bool:
    return not await Ballot.exists(item_id=ballot.item_id, id__gt=ballot.id)


async def _ballot_and_session(ballot_id: int) -> tuple[Ballot, Session]:
    ballot = await Ballot.get_or_none(id=ballot_id)
    if ballot is None:
        raise NotFound(N_("找不到这次表决。"))
    return ballot, await session_for_command(ballot.session_id)


async def destroy_spent_keys(ballots: Sequence[int]) -> None:
    """Once the closing has committed nobody needs the key any more, and nobody shall have it."""
    for public in await Ballot.filter(id__in=ballots, secret=True).values_list("public_key", flat=True):
        secret.destroy_key(str(public))
