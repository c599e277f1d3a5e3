"""事事有着落，件件有回音: every kind of matter, led through random lives and deserted by those who had it in hand, is
answered or stands on somebody's page of 待办; and if nothing more is done, it comes back to the office."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tortoise.exceptions import DoesNotExist

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat, SeatState
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.bench import commands as bench
from agenda.convocation import commands as convocation
from agenda.discussion import commands as discussion
from agenda.discussion import moderating
from agenda.discussion.models import Contribution
from agenda.discussion.rules import AnswerWay, ContributionKind
from agenda.elections import commands as elections
from agenda.elections.models import Candidate, CandidateState
from agenda.items import commands as items
from agenda.items.models import AgendaItem, ItemState
from agenda.items.rules import UNSETTLED
from agenda.motions import procedural
from agenda.motions.models import MotionKind
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionState
from agenda.unfinished import commands as unfinished
from agenda.unfinished.models import ItemAnswer
from agenda.whistles import commands as whistles
from agenda.whistles.models import CallState, UnitCall, Whistle
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies.models import Channel, MemberRole
from forum.diary import commands as diary
from forum.diary.models import Finding, FindingKind, Manner
from forum.diary.models import Outcome as Became
from forum.diary.rules import Found as Told
from forum.errors import Refusal
from forum.intake import commands as intake
from forum.intake.commands import Caller, Source, Written
from forum.moderation import commands as moderation
from forum.moderation.models import Held, HeldState
from forum.offices import commands as offices
from forum.opinions import commands as opinions
from forum.people import commands as people
from forum.people.models import Role, RoleGrant, SignIn
from forum.people.queries import acting_units
from forum.places.models import Place
from forum.rounds import commands as rounds
from forum.rounds.queries import Said
from forum.topics import answering, lanes, rules
from forum.topics import commands as topics
from forum.topics.models import Category, Means, Outcome, Topic, TopicReferral, TopicState
from forum.topics.models import Channel as CameBy
from forum.units import commands as units
from minutes.action_items import checking, working
from minutes.action_items import commands as actions
from minutes.action_items.models import ActionExtension, ActionItem, ActionState, ExtensionState
from minutes.answers import asking as answers
from minutes.answers.commands import rate_answer
from minutes.drafting import commands as drafting
from minutes.drafting import reading, standing_in
from minutes.drafting.models import Minutes, MinutesState
from minutes.drafting.rules import CHAIR, RECORDER
from minutes.look_backs import commands as look_backs
from minutes.look_backs import queries as looking
from minutes.look_backs.models import Finding as Looked
from minutes.matching import commands as matching
from minutes.needs import commands as needs
from minutes.needs.models import Need, NeedState
from minutes.notices import commands as notices
from minutes.notices import queries as noticed
from minutes.notices.models import NoticePeriod, Objection
from minutes.notices.models import Outcome as Objected
from minutes.orders import commands as orders
from minutes.orders import rules as ordering
from minutes.orders.models import Order
from minutes.overview import report
from minutes.overview.report import Report
from minutes.points import commands as points
from minutes.points import offering
from minutes.points import queries as accounts
from minutes.points.models import Redemption, RedemptionState
from minutes.points.rules import Terms
from minutes.projects import commands as projects
from minutes.projects.models import Project, ProjectState, RatingSource
from minutes.projects.rules import LOW
from minutes.publication import commands as publication
from minutes.review import commands as review
from minutes.review.models import NoteState, ReviewNote
from minutes.scribe import commands as scribe
from minutes.scribe.models import ScribeNote
from minutes.wishes import commands as wishes
from minutes.wishes.models import Wish, WishState
from minutes.works import commands as works
from minutes.works import judging
from minutes.works.models import WorkRating, WorkSite, WorkState, YearWork
from tests import factories as make

BEGUN = datetime(2026, 3, 2, 2, tzinfo=UTC)
MONTH_OVER = datetime(2026, 3, 31, 16, tzinfo=UTC)
PATIENCE = timedelta(days=40)
"""If nobody does anything any more, the office has every matter on its page by then."""

Pick = Callable[[list[Any]], Any]


@dataclass(frozen=True)
class Open:
    """What is not answered: where a line of 待办 leads to it, `now` on somebody's page and `later` on the office's.

    A line for many leads to a page with its `words`.

    Nothing `now`: it has a day, and is on its way up to that.
    """

    now: tuple[str, ...]
    later: tuple[str, ...]
    words: str = ""
    patience: timedelta = PATIENCE


def here(*hrefs: str, words: str = "") -> Open:
    return Open(hrefs, hrefs, words)


def later(*hrefs: str, patience: timedelta = PATIENCE) -> Open:
    return Open((), hrefs, patience=patience)


Waits = Callable[[], Awaitable[list[Open]]]


@dataclass
class Town:
    seed: int
    pick: Pick
    place: int
    office: Actor
    people: list[Actor]
    delegates: list[Actor]
    units: list[int]
    stand_in: Actor
    now: datetime = BEGUN
    signers: list[int] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    waits: dict[str, Waits] = field(default_factory=dict)
    deeds: list[Callable[[], Awaitable[Any]]] = field(default_factory=list)

    @property
    def day(self) -> Any:
        return clock.local(self.now).date()

    def follow(self, name: str, waits: Waits, *deeds: Callable[[], Awaitable[Any]]) -> None:
        self.waits[name] = waits
        self.deeds += deeds


async def town(seed: int, pick: Pick) -> Town:
    unit_ids = [await make.unit(), await make.unit(), await make.unit()]  # nobody acts for the third
    delegates = [await make.person(unit_id=unit) for unit in unit_ids[:2]]
    people = [await make.person() for _ in range(3)]
    place, office, stand_in = (
        (await make.community()).block,
        await make.secretary(),
        await make.person("", Role.RECORDER),
    )
    return Town(seed, pick, place, office, people, delegates, unit_ids, stand_in)


# ---- what is raised, by every door ----


async def raise_topics(t: Town) -> None:
    written = Written("路灯不亮", "三单元门口的灯坏了。", Category.SANITATION, t.place)
    caller = Caller(None, "李阿姨", "13800001111")
    phoned = Source(t.pick([CameBy.HOTLINE, CameBy.LETTER, CameBy.DESK]), t.day)
    ids = [
        (await make.seconded_topic(t.pick(t.people))).id,
        await intake.take_down(written, caller, phoned, by=t.office),
    ]
    before = await Topic.all().count()
    line = Said(t.place, Caller(None, "王大爷", ""), "楼道堆物", Category.SANITATION)
    await rounds.write_round("三月大走访", t.day, [line], by=t.office)
    assert await Topic.all().count() == before + 1
    for id in (*ids, (await Topic.all().order_by("-id").first()).id):  # type: ignore[union-attr]
        _follow(t, f"topic {id}", id, topic_waits, TOPIC)


async def _unit_says(t: Town, id: int) -> None:
    asked = await TopicReferral.filter(topic_id=id).order_by("-id").first()
    if asked:
        await lanes.answer_for_unit(asked.id, t.pick([True, False]), "看过了。", by=t.office)


async def _rate_answer(t: Town, id: int) -> None:
    told = await answers.newest(id)
    if told:
        proposer = Actor((await Topic.get(id=id)).proposer_id)
        await rate_answer(told.id, t.pick([1, 2, 4]), by=t.pick([proposer, *t.people]))


TOPIC: list[Any] = [
    lambda t, id: topics.accept_topic(id, by=t.office),
    lambda t, id: topics.return_topic(id, "请补充。", by=t.office, means=t.pick([Means.HERE, Means.PHONE])),
    lambda t, id: lanes.take_fast_lane(id, by=t.office, unit_id=t.pick([None, *t.units])),
    lambda t, id: lanes.refer_topic(id, t.pick(t.units), by=t.office),
    _unit_says,
    _rate_answer,
    lambda t, id: answering.answer_topic(id, t.pick(list(Outcome)), "这样办。", by=t.office, means=Means.HERE),
    lambda t, id: answering.tell_progress(id, "在办。", by=t.office),
]


async def topic_waits(id: int) -> list[Open]:
    topic = await Topic.get(id=id).prefetch_related("answers")
    if topic.state is TopicState.DONE or (topic.state in rules.SETTLED and topic.answers[-1].means is not Means.HERE):
        return []
    if topic.state in rules.SETTLED:
        reads = await SignIn.exists(person_id=topic.proposer_id, expires_at__gt=clock.now())
        return [] if reads else [here(f"/topics/{id}#answers", f"/topics/{id}#source")]
    if topic.state in rules.ON_THEIR_WAY:
        return [later(f"/topics/{id}#screening")]
    return [Open((f"/topics/{id}#screening", f"/topics/{id}#unit-answer"), (f"/topics/{id}#screening",))]


async def send_held(t: Town) -> None:
    written = Written("广场舞太吵", "晚上九点还在放音乐。", Category.SANITATION, t.place)
    token = await opinions.leave_opinion(written, "", "", "a phone", by=None)
    held = await Held.get(token=token)

    async def waits() -> list[Open]:
        now = await Held.get(id=held.id)
        return [here(f"/moderation#held-{held.id}")] if now.state is HeldState.WAITING else []

    t.follow("held", waits, lambda: moderation.return_held(held.id, "已在办。", by=t.office))


async def find_something(t: Town) -> None:
    found = Told(FindingKind.NEED, "独居老人不会用燃气报警器")
    visit = await diary.write_visit(t.place, "301", "本人", Manner.DOOR, t.day, [found], by=t.office)
    finding = await Finding.get(visit_id=visit)

    async def waits() -> list[Open]:
        now = await Finding.get(id=finding.id)
        return [here("/diary/open", words=finding.text)] if now.outcome is Became.OPEN else []

    t.follow("finding", waits, lambda: diary.settle_finding(finding.id, Became.SOLVED, "教会了。", by=t.office))


async def raise_need(t: Town) -> None:
    id = await needs.raise_need(Category.SANITATION, "暑期孩子没有去处", t.place, by=t.pick(t.people))

    async def match() -> None:
        project = await matching.match_need(id, t.pick(t.units), t.day + timedelta(days=9), by=t.office)
        await follow_actions(t, await ActionItem.filter(project_id=project))

    async def waits() -> list[Open]:
        need = await Need.get(id=id)
        assert need.state in {NeedState.OPEN, NeedState.ANSWERED} or need.project_id, "a need that nobody carries"
        return [here("/matching", words=need.text)] if need.state is NeedState.OPEN else []

    t.follow("need", waits, match, match, lambda: needs.answer_need(id, "请找街道办。", by=t.office))


# ---- what units carry out, and residents judge ----


async def follow_actions(t: Town, found: list[ActionItem]) -> None:
    for one in found:
        _follow(t, f"action {one.id}", one.id, action_waits, ACTION)
        _follow(t, f"project {one.project_id}", one.project_id, project_waits, PROJECT)


def _follow(t: Town, name: str, id: int, waits: Any, deeds: list[Any]) -> None:
    t.follow(name, lambda: waits(id), *(lambda deed=deed: deed(t, id) for deed in deeds))


async def _more_time(t: Town, id: int) -> None:
    asked = await ActionExtension.filter(action_id=id, state=ExtensionState.ASKED).first()
    if asked:
        await checking.answer_extension(asked.id, "再抓紧。", granted=t.pick([True, False]), by=t.office)
    else:
        due = (await ActionItem.get(id=id)).due_on
        until = max(due, t.day) + timedelta(days=7)
        await working.ask_extension(id, until, "等材料。", by=t.office)


ACTION: list[Any] = [
    lambda t, id: working.accept(id, by=t.office),
    lambda t, id: working.decline(id, "不是我们的。", by=t.office),
    lambda t, id: checking.reassign(id, t.pick(t.units), "换一家。", by=t.office),
    lambda t, id: working.report_progress(id, "进场了。", by=t.office),
    _more_time,
    lambda t, id: working.hand_in(id, "办好了。", by=t.office),
    lambda t, id: working.hand_in(id, "办好了。", by=t.office),
    lambda t, id: checking.check(id, by=t.office),
    lambda t, id: checking.check(id, by=t.office),
    lambda t, id: checking.send_back(id, "还漏。", by=t.office),
]


async def action_waits(id: int) -> list[Open]:
    now = await ActionItem.get(id=id).prefetch_related("extensions", "lead")
    over = now.state is ActionState.DONE
    asks = any(one.state is ExtensionState.ASKED for one in now.extensions)
    assert not (asks and over), "more time is asked for what is done"
    hrefs = tuple(f"/actions/{id}{at}" for at in ("", "#chases", "#links"))
    by_link = now.lead.is_here and now.lead_id not in await acting_units()  # it may have the task by its link
    return [] if over else [later(*hrefs) if by_link else here(*hrefs)]


async def _look_back(t: Town, id: int) -> None:
    for one in await looking.awaited([id]):
        with clock.set_to(clock.from_local(one.due_on, datetime.min.time()) + timedelta(hours=9)):
            finding = t.pick([Looked.IN_ORDER, Looked.FAILED])
            await look_backs.enter_look_back(id, one.months, one.due_on, finding, "看过了。", by=t.office)
        return


PROJECT: list[Any] = [
    lambda t, id: projects.rate_project(id, t.pick([1, 4]), by=t.pick(t.people)),
    lambda t, id: projects.enter_rating(id, t.pick([2, 5]), RatingSource.PHONE, by=t.office),
    _look_back,
]


async def project_waits(id: int) -> list[Open]:
    """While it is in hand one of its tasks is; done it waits for a word, closed for the day it is looked at again."""
    now = await Project.get(id=id)
    if now.state in {ProjectState.IN_HAND, ProjectState.REOPENED}:
        assert await ActionItem.filter(project_id=id).exclude(state=ActionState.DONE), "nobody has it in hand"
        return []
    if now.state is ProjectState.DONE:
        return [later(f"/projects/{id}#call-back")]
    return [later(f"/projects/{id}/look-back", patience=timedelta(days=400))] if await looking.awaited([id]) else []


async def order(t: Town) -> None:
    id = await orders.place_order("换水龙头", t.place, by=t.people[0])
    steps: list[Any] = [
        lambda: orders.draw_up(id, "带生料带", by=t.office),
        lambda: orders.dispatch(id, t.pick(t.units), by=t.office),
        lambda: orders.accept_order(id, by=t.office),
        lambda: orders.decline_order(id, "没有人", by=t.office),
        lambda: orders.finish_order(id, "换好了", by=t.office),
        lambda: orders.rate_order(id, t.pick([1, 5]), by=t.people[0]),
        lambda: orders.answer_order(id, "请找燃气公司", by=t.office),
    ]

    async def waits() -> list[Open]:
        return [] if (await Order.get(id=id)).state in ordering.OVER else [here(f"/orders/{id}")]

    for step in steps[: t.pick([0, 2, 3, 5])]:
        await step() if step is not steps[3] else None
    t.follow("order", waits, *steps)


async def wish(t: Town) -> None:
    id = await wishes.make_wish("一副老花镜", "独居老人", t.place, by=t.people[1])
    steps: list[Any] = [
        lambda: wishes.publish_wish(id, "一副老花镜", "独居老人", by=t.office),
        lambda: wishes.claim_wish(id, t.pick(t.units), by=t.office),
        lambda: wishes.deliver_wish(id, "送到了", by=t.office),
        lambda: wishes.claim_wish(id, by=t.people[2]),
        lambda: wishes.give_back(id, by=t.office),
        lambda: wishes.thank(id, "谢谢", by=t.people[1]),
        lambda: wishes.answer_wish(id, "没有这个度数", by=t.office),
    ]

    async def waits() -> list[Open]:
        state = (await Wish.get(id=id)).state
        if state is WishState.PUBLISHED:
            return [later(f"/wishes/{id}")]  # everybody is asked, on the list
        return [] if state in {WishState.THANKED, WishState.ANSWERED} else [here(f"/wishes/{id}")]

    for step in steps[: t.pick([0, 1, 2, 3])]:
        await step()
    t.follow("wish", waits, *steps)


async def redeem(t: Town) -> None:
    await points.keep_terms(Terms(on=True), by=t.office)
    await points.enter_service(600, t.day, "扫雪", "网格员", person_id=t.people[0].person_id, by=t.office)
    account = await accounts.account_of(t.people[0].person_id or 0)
    assert account is not None
    offer = await offering.keep_offer("大米", 3, "一楼", in_stock=1, by=t.office)
    id = await offering.ask_for(offer, account.id, by=t.people[0])

    async def waits() -> list[Open]:
        state = (await Redemption.get(id=id)).state
        return [here(f"/points/office#redemption-{id}")] if state is RedemptionState.ASKED else []

    t.follow(
        "redemption", waits, lambda: points.keep_terms(Terms(on=False), by=t.office),
        lambda: offering.end_offer(offer, by=t.office), lambda: offering.refuse_request(id, "没货了", by=t.office),
    )  # fmt: skip


async def plan_work(t: Town) -> None:
    plan = works.Plan(t.day.year, "加装扶手", t.units[0], t.day + timedelta(days=20), sites=["小花园"])
    id = await works.plan_work(plan, by=t.office)
    await judging.follow_work(id, by=t.people[0])

    async def answer() -> None:
        low = await WorkRating.filter(work_id=id, score__lte=LOW, answer="").order_by("id").first()
        if low:
            await judging.answer_rating(low.id, "这就去看。", by=t.office)

    async def report() -> None:
        sites = [one.id for one in await WorkSite.filter(work_id=id)]
        await works.report_work(id, "装好了", sites, by=t.office)

    steps: list[Any] = [
        report,
        lambda: works.finish_work(id, by=t.office),
        lambda: judging.rate_work(id, t.pick([1, 5]), by=t.pick(t.people)),
        lambda: judging.rate_work(id, t.pick([2, 4]), source=RatingSource.PHONE, by=t.office),
        answer,
        lambda: judging.reopen_work(id, "还有一处松了", by=t.office),
        lambda: works.carry_over(id, "材料没到", by=t.office),
    ]
    t.follow("work", lambda: work_waits(id), *steps)
    for step in steps[: t.pick([0, 1, 2, 3, 4, 5])]:
        await step()


async def work_waits(id: int) -> list[Open]:
    """On its way for its day; done for a word of somebody, and where it is a low one for an answer."""
    now = await YearWork.get(id=id).prefetch_related("ratings")
    if now.state is not WorkState.DONE:
        return [] if now.state is WorkState.CARRIED else [later(f"/works/{id}#report")]
    said = [one for one in now.ratings if one.round == now.round]
    if not said:
        return [later(f"/works/{id}#call-back")]
    return [here(f"/works/{id}#rating-{one.id}") for one in said if one.score <= LOW and not one.answer]


async def elect(t: Town) -> None:
    body = await make.body(0)
    last = t.day + timedelta(days=700)
    id = await elections.call_election(body.id, "换届选举", 1, t.day + timedelta(days=60), last, by=t.office)
    for one in t.people:
        await elections.nominate(id, one.person_id or 0, Channel.COMMITTEES, by=t.office)
    asked = [one.id for one in await Candidate.filter(election_id=id).order_by("id")]

    async def waits() -> list[Open]:
        found = await Candidate.filter(election_id=id).prefetch_related("election")
        silent = any(one.state is CandidateState.NOMINATED and not one.election.published_at for one in found)
        return [Open((f"/elections/{id}",), (f"/elections/{id}#candidates",))] if silent else []

    t.follow(
        "candidates", waits, *(lambda one=one, by=by: elections.consent(one, by=by)
                               for one, by in zip(asked, t.people, strict=True)),
        lambda: elections.stand_down(t.pick(asked), by=t.office), lambda: elections.publish_candidates(id, by=t.office),
    )  # fmt: skip


async def talk_on_a_bench(t: Town) -> None:
    """By somebody who leads a body, and who may never end it."""
    body, leader = await make.body(3), t.pick(t.people)
    await bodies.seat_member(body.id, person_id=leader.person_id, role=MemberRole.DIRECTOR, by=t.office)
    id = await bench.open_bench_talk(body.id, "楼道里的电动车", "3号楼前", by=leader)

    async def waits() -> list[Open]:
        over = (await Session.get(id=id)).state is SessionState.CLOSED
        return await minutes_wait(t, id) if over else [later(f"/sessions/{id}")]

    t.follow("bench talk", waits, lambda: bench.end_bench_talk(id, by=leader))
    t.follow("what a bench talk left", lambda: items_wait(body.id))
    t.follow("what is to be seen to", lambda: pending_waits(id), lambda: _settle(t, id))
    item = await AgendaItem.get(session_id=id)
    await scribe.note_down(item.id, "待办：装一个充电棚", by=leader)
    if t.pick([True, False]):
        await bench.end_bench_talk(id, by=leader)


async def whistle(t: Town) -> None:
    body = await make.body(0, units=True)
    session = await whistles.blow_whistle(
        body.id, "公厕地砖太滑", "三号楼", t.units, t.now + timedelta(minutes=30), t.people[0].person_id or 0,
        t.people[1].person_id or 0, by=t.office,
    )  # fmt: skip
    calls = await UnitCall.filter(whistle__session_id=session)
    found = await Whistle.get(session_id=session)

    async def waits() -> list[Open]:
        now = await Session.get(id=session)
        if now.state not in {SessionState.NOTICED, SessionState.OPEN}:
            return []
        silent = await UnitCall.exists(whistle_id=found.id, state=CallState.CALLED)
        late = later(f"/sessions/{session}")
        return [late, Open((), (f"/sessions/{session}/whistle",))] if silent else [late]

    def report(call: UnitCall) -> Any:
        return lambda: whistles.report_in(call.token, t.pick([CallState.ON_SITE, CallState.CANNOT]), "来不了")

    t.follow("whistle", waits, *map(report, calls), lambda: sessions.cancel_session(session, "不用来了", by=t.office))


# ---- what is left in a hall ----


async def sit(t: Town) -> None:
    """A session with a topic and a free item, as far as it gets: planned, noticed, open, closed, adjourned, called off;
    its minutes unsigned, signed, published; on notice, objected to, upheld."""
    hall = await make.session_planned(
        topics=1, free_items=["停车怎么分", "自由发言"], members=3, starts_at=t.now + timedelta(days=6)
    )
    topic, session = hall.topics[0].id, hall.session_id
    t.follow("topic on an agenda", lambda: topic_waits(topic))
    t.follow("session", lambda: session_waits(session))
    t.follow("items", lambda: items_wait(hall.body_id))
    t.follow("minutes", lambda: minutes_wait(t, session))
    t.follow("notes of a review", lambda: notes_wait(t, session))
    t.signers = [hall.recorder.person_id or 0, hall.chair.person_id or 0]
    t.follow("questions", lambda: questions_wait(session))
    t.follow("what is to be seen to", lambda: pending_waits(session))
    t.follow("objections", lambda: objections_wait(session))
    way = [*HELD, *AFTER]
    for deed in way[: t.seed]:
        await deed(t, hall)
    await follow_actions(t, await ActionItem.filter(item__session_id=session))
    t.deeds += [
        lambda: sessions.cancel_session(session, "改期", by=t.office),
        lambda: _adjourn(t, hall),
        lambda: _end(t, hall),
        lambda: _answer_question(t, hall),
        lambda: _settle(t, session),
        lambda: _take_up(t, hall),
        lambda: _amend(t, hall),
        lambda: _end_item(t, hall),
        lambda: _carry_item(t, hall),
        lambda: _review(t, hall),
        lambda: _answer_note(t, hall),
        lambda: _stand_in(t, hall),
        lambda: _sign_for(t, hall),
    ]
    if t.pick([True, False]):
        with suppress(Refusal, DoesNotExist), clock.set_to(t.now):
            await _review(t, hall)


async def _notice(t: Town, hall: make.Hall) -> None:
    await sessions.give_notice(hall.session_id, by=hall.secretary)


async def _open(t: Town, hall: make.Hall) -> None:
    t.now += timedelta(days=6)
    with clock.set_to(t.now):
        await sessions.open_session(hall.session_id, by=hall.chair)
        for member in hall.members:
            await attendance.check_in(hall.session_id, by=member)
        await items.open_item(hall.items[0], by=hall.chair)


def at_now(deed: Any) -> Any:
    async def done(t: Town, hall: make.Hall) -> None:
        with clock.set_to(t.now):
            await deed(t, hall)

    return done


async def _ask(t: Town, hall: make.Hall) -> None:
    await discussion.contribute(hall.items[0], "钱从哪里来？", by=hall.members[0], kind=ContributionKind.QUESTION)
    await scribe.note_down(hall.items[0], "待办：问街道能否补贴", by=hall.recorder)


async def _assign(t: Town, hall: make.Hall) -> None:
    due = t.day + timedelta(days=10)
    await actions.assign_action(hall.items[0], "换水管", t.pick(t.units), due, by=hall.recorder)


async def _end_topic(t: Town, hall: make.Hall) -> None:
    await items.close_item(hall.items[0], by=hall.chair)
    await items.open_item(hall.items[1], by=hall.chair)


async def _leave_item(t: Town, hall: make.Hall) -> None:
    """Postponed or referred by the hall, or simply talked about; the last one is never reached."""
    how = t.pick([MotionKind.POSTPONE, MotionKind.REFER, None])
    if how is None:
        await items.close_item(hall.items[1], by=hall.chair)
        return
    motion = await procedural.move_procedural(hall.items[1], how, to="物业小组", by=hall.chair)
    ballot = await ballots.open_ballot(motion, by=hall.chair)
    for at, member in enumerate(hall.members):
        await ballots.cast_vote(ballot, Choice.FOR, by=member, command_id=f"{ballot}-{at}")
    await ballots.close_ballot(ballot, by=hall.chair)


async def _end(t: Town, hall: make.Hall) -> None:
    await sessions.close_session(hall.session_id, by=hall.chair)
    await drafting.draft_minutes(hall.session_id, by=hall.recorder)


async def _sign(t: Town, hall: make.Hall) -> None:
    minutes = await Minutes.get(session_id=hall.session_id)
    for signer in (hall.recorder, hall.chair):
        await drafting.sign_minutes(minutes.id, minutes.revision, by=signer)


async def _publish(t: Town, hall: make.Hall) -> None:
    await publication.publish_minutes((await Minutes.get(session_id=hall.session_id)).id, by=hall.secretary)


async def _amend(t: Town, hall: make.Hall) -> None:
    minutes = await Minutes.get(session_id=hall.session_id)
    await publication.amend_minutes(minutes.id, "漏了一句", by=hall.secretary)


async def _object(t: Town, hall: make.Hall) -> None:
    minutes = await Minutes.get(session_id=hall.session_id)
    notice = await notices.begin_notice(minutes.id, t.day, 7, by=hall.secretary)
    await notices.raise_objection(notice, "费用算错了", by=t.people[0])


async def _uphold(t: Town, hall: make.Hall) -> None:
    objection = await Objection.get(notice__minutes__session_id=hall.session_id)
    await notices.answer_objection(objection.id, "属实", upheld=True, by=hall.secretary)


async def _end_item(t: Town, hall: make.Hall) -> None:
    await unfinished.end_item(t.pick(hall.items[1:]), "物业已经划好线。", by=t.office)


async def _carry_item(t: Town, hall: make.Hall) -> None:
    """Onto the agenda of any body."""
    coming = await make.session_planned(topics=0, starts_at=t.now + timedelta(days=12))
    await unfinished.carry_to(t.pick(hall.items[1:]), coming.session_id, by=t.office)


async def _review(t: Town, hall: make.Hall) -> None:
    """Those who were there read the draft, and one of them has found something."""
    minutes = await Minutes.get(session_id=hall.session_id)
    await review.open_review(minutes.id, t.day + timedelta(days=3), by=hall.recorder)
    section = (await reading.sections(minutes))[0]
    await review.note_of_section(minutes.id, section.key, remark="时间写错了", by=hall.members[0])


async def _answer_note(t: Town, hall: make.Hall) -> None:
    note = await ReviewNote.filter(minutes__session_id=hall.session_id, state=NoteState.OPEN).first()
    if note:
        await review.refuse_note(note.id, "没有写错", by=hall.secretary)


async def _stand_in(t: Town, hall: make.Hall) -> None:
    minutes = await Minutes.get(session_id=hall.session_id)
    role = t.pick([RECORDER, CHAIR])
    await standing_in.name_stand_in(minutes.id, role, t.stand_in.person_id or 0, "已调离", by=t.office)


async def _sign_for(t: Town, hall: make.Hall) -> None:
    minutes = await Minutes.get(session_id=hall.session_id)
    await drafting.sign_minutes(minutes.id, minutes.revision, by=t.stand_in)


HELD = [_notice, _open, *map(at_now, (_ask, _assign, _end_topic, _leave_item, _end))]
AFTER = [*map(at_now, (_sign, _publish, _object, _uphold))]
CUTS = range(len(HELD) + len(AFTER) + 1)
"""How far a session gets: each way to stop is a life's."""


async def _adjourn(t: Town, hall: make.Hall) -> None:
    for seat in await Seat.filter(session_id=hall.session_id, state=SeatState.PRESENT):
        await attendance.check_out(seat.id, by=hall.recorder)
    await convocation.adjourn_session(hall.session_id, t.now + timedelta(days=9), "二楼", by=hall.chair)


async def _answer_question(t: Town, hall: make.Hall) -> None:
    asked = await Contribution.get(item__session_id=hall.session_id)
    await moderating.answer_question(asked.id, AnswerWay.WRITTEN, "从公共收益里出。", None, by=hall.secretary)


async def _take_up(t: Town, hall: make.Hall) -> None:
    objection = await Objection.get(notice__minutes__session_id=hall.session_id)
    body = make.BodyMade(hall.body_id, hall.members)
    coming = await make.session_planned(body, topics=0, starts_at=t.now + timedelta(days=9))
    await notices.take_up(objection.id, coming.session_id, "复议", by=t.office)


async def session_waits(id: int) -> list[Open]:
    over = (await Session.get(id=id)).state in {SessionState.CLOSED, SessionState.CANCELLED}
    again = await Session.filter(reconvenes_id=id)
    found = [] if over else [later(f"/sessions/{id}")]
    return [*found, *(later(f"/sessions/{one.id}") for one in again if one.state is SessionState.PLANNED)]


async def items_wait(body_id: int) -> list[Open]:
    left = AgendaItem.filter(session__body_id=body_id, topic_id=None, state__in=[ItemState.WAITING, *UNSETTLED])
    over = {SessionState.CLOSED, SessionState.CANCELLED}
    found = [one for one in await left.prefetch_related("session") if one.session.state in over]
    over_with = {one.carried_from_id for one in await AgendaItem.exclude(carried_from_id=None)}
    over_with |= {one.item_id for one in await ItemAnswer.all()}
    return [here(f"/items/{one.id}/unfinished") for one in found if one.id not in over_with]


async def _settle(t: Town, session_id: int) -> None:
    noted = await ScribeNote.get(item__session_id=session_id)
    await scribe.settle_note(noted.id, "街道同意补贴一半。", by=t.office)


async def pending_waits(session_id: int) -> list[Open]:
    over = (await Session.get(id=session_id)).state is SessionState.CLOSED
    found = await ScribeNote.filter(item__session_id=session_id, settled_at=None) if over else []
    return [here(f"/scribe-notes/{one.id}") for one in found]


async def minutes_wait(t: Town, session_id: int) -> list[Open]:
    """For who signs next, or stands in; where they have gone, for the office after some days."""
    found = await Minutes.get_or_none(session_id=session_id).prefetch_related("session")
    if found is None or found.state is MinutesState.PUBLISHED:
        return []
    next_ = (await standing_in.holders(found))[CHAIR if found.recorder_signed_at else RECORDER]
    gone = found.state is MinutesState.DRAFT and next_ in t.gone
    return [(later if gone else here)(f"/minutes/{found.id}/edit" if found.is_public else f"/minutes/{found.id}")]


async def notes_wait(t: Town, session_id: int) -> list[Open]:
    found = await Minutes.get_or_none(session_id=session_id).prefetch_related("session")
    if found is None or found.state is MinutesState.PUBLISHED:
        return []
    at = f"/minutes/{found.id}/edit#notes" if found.is_public else f"/minutes/{found.id}#notes"
    gone = found.session.recorder_id in t.gone
    open_ = await ReviewNote.exists(minutes_id=found.id, state=NoteState.OPEN)
    return [(later if gone else here)(at)] if open_ else []


async def questions_wait(session_id: int) -> list[Open]:
    closed = (await Session.get(id=session_id)).state is SessionState.CLOSED
    asked = await Contribution.filter(item__session_id=session_id, answered_at=None)
    return [here(f"/sessions/{session_id}/discussion", words=one.text) for one in asked if closed]


async def objections_wait(session_id: int) -> list[Open]:
    found = await Objection.filter(notice__minutes__session_id=session_id)
    followed = {one.id for one in found} - {one.id for one in await noticed.not_followed()}
    running = await NoticePeriod.filter(minutes__session_id=session_id, ended_at=None)
    waiting = [one for one in found if one.outcome is Objected.OPEN or one.id not in followed]
    ends = [later(f"/notices/{one.id}") for one in running if not waiting]
    return [*(here(f"/notices/{one.notice_id}#objection-{one.id}") for one in waiting), *ends]


# ---- those who had it in hand go away ----


async def _unit_leaves(t: Town) -> None:
    await units.let_unit_leave(t.pick(t.units[:2]), by=t.office)


async def _delegate_goes(t: Town) -> None:
    grants = await RoleGrant.filter(person_id=t.pick(t.delegates).person_id, unit_id__not_isnull=True)
    for one in grants:
        await people.withdraw_role(one.id, by=SYSTEM)


async def _place_closes(t: Town) -> None:
    await offices.close_place(t.place, by=t.office)


async def _signer_goes(t: Town) -> None:
    """Recorder or chair: nobody reads their page any more."""
    t.gone.add(t.pick(t.signers))


BEGIN = [
    raise_topics, send_held, find_something, raise_need, order, wish, redeem, plan_work, whistle, elect,
    talk_on_a_bench, sit,
]  # fmt: skip
GONE = [_unit_leaves, _delegate_goes, _place_closes]


@pytest.mark.parametrize("seed", CUTS)
async def test_every_matter_is_answered_or_on_somebodys_page_and_comes_back_to_the_office(
    client: Any, seed: int
) -> None:
    chance = random.Random(seed)
    with clock.set_to(BEGUN):
        here = await town(seed, chance.choice)
    for begin in BEGIN:
        with clock.set_to(here.now):
            await begin(here)
    printed: list[Report] = []
    for _ in range(chance.randint(0, 25)):
        here.now += timedelta(hours=chance.choice([1, 1, 20, 100]))
        if here.now >= MONTH_OVER and not printed:
            printed.append(await report_of(here, MONTH_OVER - timedelta(microseconds=1)))
        with clock.set_to(here.now):
            try:
                await chance.choice(here.deeds)()
            except (Refusal, DoesNotExist):
                continue
    with clock.set_to(here.now):
        await chance.choice(GONE)(here)
        if seed % 2:
            await _signer_goes(here)
        await check(here, client)
    if printed:
        told, again = told_by(printed[0]), told_by(await report_of(here, here.now + PATIENCE))
        for title, rows in told.items():
            assert again[title] == rows, title


async def report_of(here: Town, at: datetime) -> Report:
    """Of March, printed then."""
    with clock.set_to(at):
        top = (await Place.get(parent_id=None)).id
        return await report.of_place(top, here.office, date(2026, 3, 1), public=False)


def told_by(made: Report) -> dict[str, Any]:
    """All its tables but those by unit: whose a task is may change hands. Whom to call back is told of now alone."""
    lead = {"超期的任务": 1, "在办和等评价的项目": 1}
    return {
        "月末" if table.title == "到制表时" else table.title: [
            [cell for at, cell in enumerate(row) if at != lead.get(table.title)]
            for row in table.rows
            if row[0] != "回访"
        ]
        for table in made.tables
        if table.sheet != "单位"
    }


async def check(here: Town, client: Any) -> None:
    everybody = [here.office, *here.people, *here.delegates, here.stand_in, *await _of_sessions(here)]
    pages = set().union(*[await todo(await client(one)) for one in everybody])
    waiting = [(name, one) for name, waits in here.waits.items() for one in await waits()]
    lost = [told for told in waiting if told[1].now and not pages & {*told[1].now}]
    assert not lost, "on nobody's page"
    for patience in {one.patience for _, one in waiting}:
        with clock.set_to(here.now + patience):
            office = await client(here.office)
            page = await todo(office)
            lost = [told for told in waiting if told[1].patience == patience and not page & {*told[1].later}]
            assert not lost, "never comes back to the office"
            for one in [one for _, one in waiting if one.words]:
                assert one.words in await office.text(one.later[0])


async def _of_sessions(here: Town) -> list[Actor]:
    found = await Session.all().prefetch_related("chair", "recorder")
    ids = {one.chair_id for one in found} | {one.recorder_id for one in found}
    return [await make.actor(id) for id in sorted(ids - {one.person_id for one in here.people} - here.gone)]


async def todo(browser: Any) -> set[str]:
    """Where the lines of somebody's page lead."""
    main = (await browser.text("/todo")).partition("<main")[2].partition("</main")[0]
    return {html.unescape(one) for one in re.findall(r'href="([^"]+)"', main)}
