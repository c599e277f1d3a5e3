"""A neighbourhood with everything in it that somebody might try to touch, and people of every standing.

Built once a run through the real commands, then copied as a file: `Scene` holds ids, people and the keys of their
sign-ins, which are as good in every copy.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path

from agenda.afterwards import commands as afterwards
from agenda.attachments import commands as attachments
from agenda.attendance import admissions, mandates, recusals
from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import PreparedBallot, PrintedPaper, VoteSource
from agenda.ballots.questions import Question
from agenda.ballots.rules import Choice
from agenda.deliveries import commands as deliveries
from agenda.deliveries.models import DeliveryMeans
from agenda.discussion import commands as discussion
from agenda.discussion import moderating
from agenda.discussion.rules import ContributionKind
from agenda.elections import commands as elections
from agenda.exchange import commands as exchange
from agenda.floor import chairing
from agenda.floor import commands as floor
from agenda.groups import commands as groups
from agenda.groups.models import Group
from agenda.groups.rules import Way
from agenda.items import commands as items
from agenda.items.models import ItemKind
from agenda.motions import commands as motions
from agenda.papers import codes, preparing
from agenda.papers import commands as papers
from agenda.projectors import commands as projectors
from agenda.projectors.queries import of_session as projectors_of
from agenda.recess import commands as recess
from agenda.series import commands as series
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind
from agenda.statements import commands as statements
from agenda.statements.models import Statement
from agenda.whistles import commands as whistles
from agenda.whistles.models import UnitCall
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies import models as body_models
from forum.bodies.models import Membership, RuleVersion, TeamKind, UnitKind
from forum.comments import commands as comments
from forum.diary import commands as diary
from forum.diary.models import Finding, FindingKind, HouseholdKind, Manner
from forum.diary.rules import Found
from forum.echoes import commands as echoes
from forum.echoes.ending import path_of
from forum.echoes.models import Digest, DigestState, DigestWish, Rhythm
from forum.files import Kept
from forum.intake import commands as intake
from forum.intake.commands import Caller, Source, Written
from forum.journal import Event
from forum.moderation import commands as moderation
from forum.moderation.models import Held
from forum.offices import commands as offices
from forum.offices.models import Office
from forum.people import commands as people
from forum.people import queries as people_queries
from forum.people.models import Person, Role, RoleGrant, SignIn
from forum.pictures.models import Picture
from forum.places import commands as places
from forum.places.models import PlaceKind
from forum.topics import answering, lanes
from forum.topics import commands as topics
from forum.topics.models import Category, Channel, MergeQuestion, Outcome, TopicReferral
from forum.units import commands as units
from minutes.action_items import commands as actions
from minutes.action_items import working
from minutes.action_items.models import ActionItem, ActionStep
from minutes.board.feed import Entry
from minutes.chasing import commands as chasing
from minutes.chasing.models import Means
from minutes.claim_links import commands as claiming
from minutes.copies import commands as copies
from minutes.drafting import standing_in
from minutes.hooks import commands as bulletins
from minutes.hooks.queries import waiting
from minutes.needs import commands as needs
from minutes.needs.models import Need
from minutes.notices import commands as notices
from minutes.orders import commands as orders
from minutes.points import commands as points
from minutes.points import offering
from minutes.points.models import PointAccount, PointEntry
from minutes.points.rules import Terms
from minutes.projects.models import Project, ProjectState, RatingSource
from minutes.publication import commands as publication
from minutes.resources import commands as resources
from minutes.resources.models import Resource
from minutes.review import commands as review
from minutes.scribe import commands as scribe
from minutes.scribe.models import Kind as NoteKind
from minutes.scribe.models import ScribeNote
from minutes.steps import commands as steps
from minutes.steps.presets import PRESETS as SEQUENCES
from minutes.wishes import commands as wishes
from minutes.works import commands as works
from minutes.works import judging
from minutes.works.commands import Plan
from minutes.works.models import WorkMilestone, WorkRating, WorkSite
from tests import factories as make
from tests.factories import Hall
from tests.minutes import played
from tests.minutes.played import Played

ROLES = (
    "nobody", "resident", "member", "observer", "delegate", "recorder", "chair", "other recorder", "other chair",
    "secretary", "administrator",
)  # fmt: skip


@dataclass
class Scene:
    """Halls by how far they have come; `people` and `keys` are those who stand in the same way to all of them."""

    halls: dict[str, Hall]
    people: dict[str, Actor]
    ids: dict[str, int]
    codes: dict[str, str]
    keys: dict[int, str] = field(default_factory=dict)

    def who(self, role: str, hall: str) -> Actor | None:
        """The person of that standing in that hall; the last seat is an observer's, checked in like the rest."""
        at = self.halls[hall]
        here = {"member": at.members[0], "observer": at.members[-1], "recorder": at.recorder, "chair": at.chair}
        return None if role == "nobody" else here.get(role) or self.people[role]

    def named(self) -> dict[str, int | str]:
        """What the addresses and forms of the tables are filled in with."""
        return {**self.ids, **self.codes}


async def settle() -> Scene:
    """Everything, made by commands."""
    where = await make.community()
    unit = await make.unit("康乐物业")
    everybody = {
        "resident": await make.person(),
        "delegate": await make.person(unit_id=unit),
        "secretary": await make.secretary(),
        "administrator": await make.person("", Role.ADMINISTRATOR),
    }
    halls = {
        "planned": await make.session_planned(members=3, observers=1, free_items=["通报"]),
        "empty": await make.session_planned(members=3, observers=1, topics=0),
        "noticed": await make.session_noticed(members=3, observers=1),
        "talking": await make.item_open(members=3, observers=1, topics=2),
        "moved": await make.item_open(members=3, observers=1),
        "paused": await make.item_open(members=3, observers=1),
        "voting": await make.ballot_open(members=3, observers=1),
        "late": await make.ballot_open(members=4, present=3),
        "tied": await make.ballot_open(members=3, observers=1, rules=make.casting()),
        "hands": await make.ballot_open(members=3, observers=1, kind=Kind.HANDS),
        "put": await make.motion_put(members=3, observers=1),
        "settled": await make.ballot_open(members=3, observers=1),
        "resting": await make.session_open(members=3, observers=1),
        "idle": await make.session_open(members=3, observers=1),
        "delegates": await make.session_noticed(members=3, units=True),
        "deserted": await make.session_open(members=3, observers=1, present=1),
        "writing": await make.written_planned(members=3),
        "delivering": await make.written_noticed(members=3, observers=1),
        "asked": await make.written_open(members=3, observers=1),
        "secret": await make.ballot_open(members=3, observers=1, is_secret=True),
        "bench": await make.item_open(members=3, observers=1, kind=SessionKind.TALK),
        "elsewhere": await make.session_noticed(members=2),
    }
    await Session.filter(id=halls["bench"].session_id).update(on_the_spot=True)
    everybody["other recorder"], everybody["other chair"] = halls["elsewhere"].recorder, halls["elsewhere"].chair
    halls["council"], council = await _council()
    halls["claiming"], council["wish_read"] = await _claiming()
    halls |= await _on_paper()
    council["attachment"] = await _attachment(halls["planned"])
    council["picture"] = await _picture(halls["planned"])
    council |= await _lists(halls["planned"], unit)
    council["council_body"] = halls["council"].body_id
    whistle_token = await _whistle(halls["council"], unit)
    council |= {"past_seat": halls["past"].seat_of(halls["past"].members[0]), "series": await _series(halls["planned"])}
    drafted, signed, done = await played.drafted(), await played.signed(), await played.closed_session()
    published = await played.published()
    halls |= {"drafted": drafted.hall, "signed": signed.hall, "done": done.hall, "published": published.hall}
    reviewed = await played.drafted()
    halls["reviewed"] = reviewed.hall
    on_notice, notice_over, amending = [await played.published() for _ in range(3)]
    halls |= {"on_notice": on_notice.hall, "notice_over": notice_over.hall, "amending": amending.hall}
    scene = Scene(halls, everybody, {"unit": unit, "block": where.block, "grid": where.grid}, {})
    await _talk(scene)
    await _stand_still(scene)
    await _project(scene)
    await _stand_aside(scene)
    await _go_on(scene)
    await _count(scene)
    await _write(scene)
    await _print(scene)
    await _work(scene, unit)
    scene.ids |= council
    scene.ids |= {"published": published.minutes_id, "reviewed": reviewed.minutes_id}
    await _review(scene)
    stand_in = scene.ids["stand_in"] = (await make.person("", Role.RECORDER)).person_id or 0
    office = scene.people["secretary"]
    await standing_in.name_stand_in(reviewed.minutes_id, "chair", stand_in, "已调离", by=office)
    await _notices(scene, on_notice, notice_over)
    await _bulletin(scene)
    await _amend(scene, amending)
    scene.codes["masked_name"] = published.hall.members[0].name
    scene.ids |= {"drafted": drafted.minutes_id, "signed": signed.minutes_id, "body": halls["planned"].body_id}
    scene.ids["membership"] = (await Membership.filter(body_id=scene.ids["body"]).get(number=1)).id
    scene.ids["rules"] = (await RuleVersion.get(body_id=scene.ids["body"])).id
    await _admit(scene)
    await _plan_on(scene)
    await _register(scene)
    await _visit(scene)
    await _serve(scene, unit)
    await _digest(scene)
    await _go_by_steps(scene)
    await _promise(scene, unit)
    await _keep_points(scene)
    scene.codes["whistle_token"] = whistle_token
    for name, hall in halls.items():
        session = await Session.get(id=hall.session_id)
        scene.ids |= {f"session_{name}": hall.session_id, f"room_{name}": hall.room_id}
        scene.ids[f"item_{name}"] = hall.items[0] if hall.items else 0
        scene.codes[f"code_{name}"] = session.check_in_code
    return scene


async def _digest(scene: Scene) -> None:
    """One that did not get out to where somebody wants it, and the link that ends it."""
    someone = scene.ids["someone"]
    actor = await people_queries.actor_for(await Person.get(id=someone))
    await echoes.choose_digest(Rhythm.DAILY, 20, 8, "email", "someone@example.org", by=actor)
    scene.ids["digest"] = await echoes.make_digest(someone, [], 1, 0, sent=True, by=SYSTEM)
    await Digest.all().update(state=DigestState.FAILED)
    scene.codes["digest_key"] = path_of(await DigestWish.get(person_id=someone)).rpartition("/")[2]


async def _visit(scene: Scene) -> None:
    """A key household on the list, and something found on a visit there that waits."""
    office, where = scene.people["secretary"], scene.ids["block"]
    scene.codes["today"] = clock.today().isoformat()
    scene.ids["household"] = await diary.list_household(where, "101室", "独居老人", by=office)
    scene.ids["household_kind"] = (await HouseholdKind.get()).id
    found = [Found(FindingKind.NEED, "要扶手")]
    await diary.write_visit(where, "101室", "", Manner.DOOR, clock.today(), found, by=office)
    finding = await Finding.get()
    scene.ids |= {"finding": finding.id, "visit": finding.visit_id}


async def _serve(scene: Scene, unit: int) -> None:
    """Wishes and orders in every state; the delegate's unit has claimed and accepted."""
    office, where = scene.people["secretary"], scene.ids["block"]
    for state in ("made", "published", "claimed", "delivered"):
        scene.ids[f"wish_{state}"] = wish = await wishes.make_wish("老花镜", "老人", where, by=office)
        if state != "made":
            await wishes.publish_wish(wish, "老花镜", "老人", by=office)
        if state in ("claimed", "delivered"):
            await wishes.claim_wish(wish, unit, by=office)
        if state == "delivered":
            await wishes.deliver_wish(wish, "送到了", by=office)
    scene.ids["service"] = await orders.keep_service(unit, "理发", "", by=office)
    scene.ids["claim_link"] = await claiming.give_link(unit, by=office)
    steps = (
        ("ordered", None), ("drawn_up", lambda id: orders.draw_up(id, "换灯", by=office)),
        ("dispatched", lambda id: orders.dispatch(id, unit, by=office)),
        ("accepted", lambda id: orders.accept_order(id, by=office)),
        ("done", lambda id: orders.finish_order(id, "换好了", by=office)),
    )  # fmt: skip
    for upto, (state, _) in enumerate(steps):
        scene.ids[f"order_{state}"] = order = await orders.place_order("换灯", where, by=office)
        for _, act in steps[1 : upto + 1]:
            assert act is not None
            await act(order)


async def _go_by_steps(scene: Scene) -> None:
    """A topic by the steps of a body, of which the first is entered."""
    office, sequence = scene.people["secretary"], SEQUENCES["four_two"]
    template = await steps.adopt_steps(scene.ids["body"], sequence.title, sequence.steps, by=office)
    topic = (await make.topic()).id
    await steps.begin_course(topic, template, by=office)
    await steps.enter_step(topic, 0, clock.today(), "支委会提议", by=office)
    scene.ids |= {"template": template, "on_course": topic}


async def _keep_points(scene: Scene) -> None:
    """The resident has points, and has asked for something; a team has some to share."""
    office, resident = scene.people["secretary"], scene.people["resident"]
    await points.keep_terms(Terms(on=True), by=office)
    team = await units.register_unit("扫雪队", UnitKind.VOLUNTEERS, by=SYSTEM, team=TeamKind.FREE)
    scene.ids["point_unit"] = team
    await units.join_team(team, resident.person_id or 0, by=SYSTEM)
    for who in ({"unit_id": team}, {"person_id": resident.person_id}):
        await points.enter_service(600, clock.today(), "扫雪", "楼栋长", by=office, **who)
    scene.ids["point_member"] = resident.person_id or 0
    account = scene.ids["point_account"] = (await PointAccount.get(person_id=resident.person_id)).id
    scene.ids["point_team"] = (await PointAccount.get(unit_id=team)).id
    scene.ids["point_entry"] = (await PointEntry.get(taker_id=account)).id
    offer = scene.ids["point_offer"] = await offering.keep_offer("大米", 6, "一楼", by=office)
    scene.ids["redemption"] = await offering.ask_for(offer, account, by=office)


async def _promise(scene: Scene, unit: int) -> None:
    """Works of the year in three states, and a project that was closed long enough ago to be looked back at."""
    office, last = scene.people["secretary"], date(2026, 12, 31)
    for name, sites in (("work", ["一处", "二处"]), ("work_ready", []), ("work_done", []), ("work_new", [])):
        plan = Plan(2026, name, unit, last, sites=sites, milestones=[("开工", last)] if name == "work_ready" else [])
        scene.ids[name] = await works.plan_work(plan, by=office)
    first = (await WorkSite.filter(work_id=scene.ids["work"]).order_by("id"))[0]
    milestone = scene.ids["work_milestone"] = (await WorkMilestone.get()).id
    await works.report_work(scene.ids["work_ready"], "开工了", [], [milestone], by=office)
    await works.report_work(scene.ids["work"], "修了一处", [first.id], by=office)
    await works.finish_work(scene.ids["work_done"], by=office)
    await judging.rate_work(scene.ids["work_done"], 2, "不亮", source=RatingSource.PHONE, by=office)
    scene.ids["work_rating"] = (await WorkRating.get()).id
    long_ago = clock.now() - timedelta(days=100)
    closed = await Project.create(
        title="补路", lead_id=unit, state=ProjectState.CLOSED, started_at=long_ago, done_at=long_ago, closed_at=long_ago
    )
    await works.link_project(scene.ids["work_ready"], closed.id, by=office)
    await works.link_topic(scene.ids["work_ready"], scene.ids["proposed"], by=office)
    scene.ids |= {"work_site": first.id, "project_closed": closed.id}


async def _council() -> tuple[Hall, dict[str, int]]:
    """Units at their table: the first has its turn, and has brought a need and a resource."""
    body = await make.body(3, "joint_council", units=True, observers=1)
    hall = await make.session_planned(body, topics=0)
    hall.items = [await items.add_item(hall.session_id, by=hall.secretary, kind=ItemKind.EXCHANGE)]
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    await sessions.open_session(hall.session_id, by=hall.chair)
    for member in hall.members:
        await attendance.check_in(hall.session_id, by=member)
    hall.item_id, unit = hall.items[0], body.units[0]
    await items.open_item(hall.item_id, by=hall.chair)
    seats = await Seat.filter(session_id=hall.session_id).order_by("number")
    await exchange.call_unit(hall.item_id, seats[0].id, by=hall.chair)
    await needs.bring(hall.item_id, unit, ["要一间教室"], ["会议室"], Category.SAFETY, by=hall.recorder)
    need, resource = await Need.get(item_id=hall.item_id), await Resource.get(item_id=hall.item_id)
    ids = {"council_seat": seats[1].id, "council_unit": unit, "table_need": need.id, "table_resource": resource.id}
    return hall, ids


async def _claiming() -> tuple[Hall, int]:
    """Wishes and orders are read out: one wish waits for somebody."""
    hall = await make.item_open(members=3, observers=1, topics=0, kinds=[ItemKind.CLAIMING])
    return hall, await make.wish_published()


async def _on_paper() -> dict[str, Hall]:
    """Two sessions that were held on paper: one not entered yet, one being entered."""
    began = clock.from_local(date(2026, 3, 4), time(19))
    with clock.set_to(began - timedelta(days=10)):
        made = [await make.session_noticed(members=3, observers=1, starts_at=began) for _ in range(2)]
    here = [made[1].seat_of(member) for member in made[1].members]
    await afterwards.begin_entering(made[1].session_id, began, here, by=made[1].recorder)
    return {"past": made[0], "entering": made[1]}


async def _attachment(hall: Hall) -> int:
    kept = Kept("pdf", "0" * 32 + ".pdf", 9, "a" * 64)
    return await attachments.attach(hall.session_id, kept, "方案", by=hall.secretary)


async def _lists(hall: Hall, unit: int) -> dict[str, int]:
    """What is needed and what is offered outside sessions."""
    where, office = await make.community(), hall.secretary
    need = await needs.raise_need(Category.SAFETY, "上门量血压", where.block, by=office)
    return {"open_need": need, "resource": await resources.offer_resource(unit, Category.SAFETY, "会议室", by=office)}


async def _picture(hall: Hall) -> int:
    made = await Picture.create(
        subject="topic", subject_id=hall.topics[0].id, stored="0" * 32 + ".jpg", sha256="a" * 64, added_at=clock.now()
    )
    return made.id


async def _whistle(hall: Hall, unit: int) -> str:
    office, due = hall.secretary.person_id or 0, clock.now() + timedelta(hours=1)
    await whistles.blow_whistle(
        hall.body_id, "公厕地砖湿滑", "北侧公厕", [unit], due, office, office, by=hall.secretary
    )
    return (await UnitCall.get(unit_id=unit)).token


async def _series(hall: Hall) -> int:
    people = {"chair_id": hall.chair.person_id, "recorder_id": hall.recorder.person_id}
    when = {"weekday": 2, "nth": 1, "at_minute": 19 * 60, "planned_minutes": 90, "starts_on": clock.today()}
    what = {"body_id": hall.body_id, "kind": SessionKind.FORUM, "title": "例会", "venue": "议事厅"}
    return await series.start_series(**people, **when, **what, by=hall.secretary)


async def _talk(scene: Scene) -> None:
    talking, moved, voting, put = (scene.halls[name] for name in ("talking", "moved", "voting", "put"))
    hands = [await floor.raise_hand(talking.item_id, None, by=member) for member in talking.members[:3]]
    await floor.give_floor(hands[0], by=talking.chair)
    motion = await motions.move(moved.item_id, "建议更换排水主管", by=moved.members[1])
    scene.ids |= {"waiting_hand": hands[1], "own_hand": hands[2], "moved": motion, "put": put.motion_id}
    scene.ids |= {"ballot": voting.ballot_id, "voting_seat": voting.seat_of(voting.members[1])}
    noticed = scene.halls["noticed"]
    scene.ids["expected_seat"] = noticed.seat_of(noticed.members[1])
    scene.ids["present_seat"] = talking.seat_of(talking.members[1])
    scene.ids["quiet_seat"] = scene.halls["idle"].seat_of(scene.halls["idle"].members[-1])


async def _review(scene: Scene) -> None:
    """A draft that those who were there are asked to check, a note on it, and a line of shorthand."""
    at, minutes_id = scene.halls["reviewed"], scene.ids["reviewed"]
    await review.open_review(minutes_id, clock.today() + timedelta(days=3), by=at.recorder)
    scene.ids["review_note"] = await review.note_of_section(minutes_id, "overview", remark="写漏了", by=at.members[1])
    pending = {"kind": NoteKind.PENDING, "text": "问街道能否补贴", "at": clock.now()}
    scene.ids["note_pending"] = (await ScribeNote.create(item_id=at.item_id, **pending)).id
    talking = scene.halls["talking"]
    await scribe.note_down(talking.item_id, "决定：先量管径", by=talking.recorder)
    scene.ids["scribe_note"] = (await ScribeNote.get(item_id=talking.item_id)).id


async def _bulletin(scene: Scene) -> None:
    """News that could not be sent."""
    await bulletins.write_bulletins(["wecom"], [], "", "", by=SYSTEM)
    entry = Entry("notices/0", "/notices/0", "公示", "", clock.now(), clock.now())
    await bulletins.write_bulletins(["wecom"], [entry], "梧桐里社区", "http://yishi.test", by=SYSTEM)
    scene.ids["bulletin"] = (await waiting())[0].id
    while await waiting():
        await bulletins.note_failed(scene.ids["bulletin"], "连不上。", by=SYSTEM)


async def _notices(scene: Scene, on_notice: Played, over: Played) -> None:
    """One that runs, with an objection, and one whose days are over."""
    scene.ids["notice"] = await notices.begin_notice(
        on_notice.minutes_id, clock.today(), 7, by=on_notice.hall.secretary
    )
    scene.ids["objection"] = await notices.raise_objection(
        scene.ids["notice"], "费用太高", by=on_notice.hall.members[0]
    )
    with clock.set_to(clock.now() - timedelta(days=9)):
        scene.ids["notice_over"] = await notices.begin_notice(over.minutes_id, clock.today(), 7, by=over.hall.secretary)


async def _amend(scene: Scene, amending: Played) -> None:
    """An upheld objection, a session to come, words hidden since, and the next version in work."""
    by, id = amending.hall.secretary, amending.minutes_id
    notice = await notices.begin_notice(id, clock.today(), 7, by=by)
    scene.ids["objection_upheld"] = await notices.raise_objection(notice, "算错了", by=amending.hall.members[0])
    await notices.answer_objection(scene.ids["objection_upheld"], "属实", upheld=True, by=by)
    body = make.BodyMade(amending.hall.body_id, amending.hall.members)
    coming = await make.session_planned(body, topics=0, starts_at=clock.now() + timedelta(days=40))
    scene.ids["coming_session"] = coming.session_id
    scene.ids["adjustment"] = await copies.hide_word(id, "主管", "太细", by=by)
    await publication.amend_minutes(id, "写错了", by=by)
    scene.ids["amending"] = id


async def _admit(scene: Scene) -> None:
    """A member who joined late waits for the chair; a unit's delegate may be substituted, and one is."""
    idle, delegates = scene.halls["idle"], scene.halls["delegates"]
    members = [
        await bodies.seat_member(idle.body_id, by=SYSTEM, person_id=(await make.person()).person_id) for _ in range(3)
    ]
    for name, member in (("asking_seat", members[0]), ("asking_seat_too", members[1])):
        scene.ids[name] = await admissions.ask_for_member(idle.session_id, member, "补选", by=idle.recorder)
    scene.ids["late_member"] = members[2]
    free, taken = (delegates.seat_of(member) for member in delegates.members[:2])
    await admissions.substitute(taken, "替补", by=delegates.recorder)
    scene.ids |= {"unit_seat": free, "substituted_seat": taken}


async def _stand_still(scene: Scene) -> None:
    """A speech that is paused, and three texts, one of them on the wall; a round of statements; groups."""
    paused = scene.halls["paused"]
    await floor.give_floor(await floor.raise_hand(paused.item_id, by=paused.members[0]), by=paused.chair)
    await chairing.pause_speech(paused.item_id, by=paused.chair)
    for name in ("written", "shown"):
        scene.ids[name] = await discussion.contribute(paused.item_id, "先量管径", by=paused.members[1])
    scene.ids["asked"] = await discussion.contribute(
        paused.item_id, "谁出钱？", by=paused.members[1], kind=ContributionKind.QUESTION
    )
    scene.ids["round"] = await statements.open_round(paused.item_id, ["先修再说钱"], by=paused.chair)
    scene.ids["statement"] = (await Statement.get(round_id=scene.ids["round"])).id
    scene.ids["proposed_statement"] = await statements.propose_statement(
        scene.ids["round"], "由物业出钱", by=paused.members[1]
    )
    scene.ids["phase"] = await groups.open_groups(paused.item_id, "怎么分摊", 2, Way.TABLE, by=paused.chair)
    scene.ids["group"] = (await Group.get(phase_id=scene.ids["phase"], number=1)).id
    await groups.join_group(scene.ids["group"], by=paused.members[0])
    await moderating.show_contribution(scene.ids["shown"], by=paused.chair)


async def _project(scene: Scene) -> None:
    """A projector with something on it for the moment, and something that comes next."""
    idle = scene.halls["idle"]
    await projectors.link_wall(idle.session_id, by=idle.chair)
    (wall,) = await projectors_of(idle.session_id)
    scene.ids["wall"] = wall.id
    for name in ("welcome", "agenda"):
        await projectors.queue_scene(wall.id, name, by=idle.chair)
        if name == "welcome":
            await projectors.show_next(idle.session_id, by=idle.chair)


async def _stand_aside(scene: Scene) -> None:
    """A mandate between two, and somebody who stands aside."""
    noticed, idle, moved = (scene.halls[name] for name in ("noticed", "idle", "moved"))
    scene.ids["holding_seat"] = noticed.seat_of(noticed.members[0])
    absent = idle.seat_of(idle.members[2])
    await attendance.check_out(absent, by=idle.recorder)
    holder = idle.seat_of(idle.members[0])
    scene.ids["mandate"] = await mandates.enter_mandate(
        idle.session_id, absent, holder, date(2025, 1, 1), by=idle.recorder
    )
    scene.ids["recusal"] = await recusals.enter_recusal(
        moved.item_id, moved.seat_of(moved.members[0]), "是承包人", by=moved.recorder
    )


async def _go_on(scene: Scene) -> None:
    """A motion that the first member won with, and a hall in recess."""
    settled, resting = scene.halls["settled"], scene.halls["resting"]
    for who, member in enumerate(settled.members[:2]):
        await ballots.cast_vote(settled.ballot_id, Choice.FOR, by=member, command_id=f"a vote that won {who}")
    await ballots.close_ballot(settled.ballot_id, by=settled.chair)
    await recess.call_recess(resting.session_id, 10, by=resting.chair)
    scene.ids["settled"] = settled.motion_id
    scene.ids["resting_recess"] = (await Event.get(room_id=resting.room_id, kind="session.recessed")).seq


async def _count(scene: Scene) -> None:
    """Somebody who came late to a ballot, a tie for the chair to decide, hands that wait for the scrutineer."""
    late, tied, shown = (scene.halls[name] for name in ("late", "tied", "hands"))
    scene.ids |= {"late_ballot": late.ballot_id, "late_seat": late.seat_of(late.members[3])}
    await attendance.tick_off(scene.ids["late_seat"], by=late.recorder)
    for who, choice in enumerate([Choice.FOR, Choice.AGAINST]):
        await ballots.cast_vote(tied.ballot_id, choice, by=tied.members[who], command_id=f"a tied vote {who}")
    await ballots.close_ballot(tied.ballot_id, by=tied.chair)
    counted = [Hands(2, 1, 0)]
    block = await ballots.enter_block(shown.ballot_id, counted, VoteSource.HAND, "计票人", by=shown.recorder)
    scene.ids |= {"tied_ballot": tied.ballot_id, "block_waiting": block}


async def _write(scene: Scene) -> None:
    """Questions in writing: one not noticed yet, one with a delivery on record, one that was answered by everybody."""
    delivering, asked = scene.halls["delivering"], scene.halls["asked"]
    seat, other = (delivering.seat_of(member) for member in delivering.members[:2])
    await deliveries.record_deliveries(
        delivering.session_id, [seat], DeliveryMeans.HANDED, clock.today(), by=delivering.recorder
    )
    answered = await make.written_open(members=1)
    await ballots.cast_vote(answered.ballot_id, Choice.FOR, by=answered.members[0], command_id="an answer in writing")
    scene.halls["answered"] = answered
    matter = await PreparedBallot.get(item_id=scene.halls["writing"].items[0])
    scene.ids |= {"matter": matter.id, "delivered_seat": seat, "undelivered_seat": other}
    scene.ids |= {"body_in_writing": asked.body_id, "ballot_in_writing": asked.ballot_id}
    scene.ids["asked_seat"] = asked.seat_of(asked.members[0])
    scene.codes["day"] = clock.today().isoformat()
    scene.codes["later"] = (clock.today() + timedelta(days=30)).isoformat()


async def _print(scene: Scene) -> None:
    """Ballots made ready; a secret one's papers: two taken, one of them entered."""
    idle, talking, secret = (scene.halls[name] for name in ("idle", "talking", "secret"))
    for name, hall in (("prepared_waiting", idle), ("prepared_talking", talking)):
        question = Question(Kind.YES_NO, "是否同意设晾衣区")
        scene.ids[name] = await preparing.prepare_ballot(hall.items[0], question, by=hall.chair)
    batch = await papers.print_open_ballot(secret.ballot_id, by=secret.recorder)
    await papers.print_papers(batch, 4, by=secret.recorder)
    waiting, entered = await PrintedPaper.filter(prepared_id=batch).order_by("number").limit(2)
    for at, member in enumerate(secret.members[1:3]):
        seat = secret.seat_of(member)
        await ballots.hand_out(secret.ballot_id, seat, by=secret.recorder, command_id=f"a paper taken {at}")
    await papers.enter_from_the_box(entered.id, ballots.Given("for"), by=secret.recorder)
    scene.ids |= {"secret_ballot": secret.ballot_id, "prepared_secret": batch, "paper_waiting": waiting.id}
    scene.ids |= {"paper_entered": entered.id, "seat_with_paper": secret.seat_of(secret.members[1])}
    scene.ids["seat_without_paper"] = secret.seat_of(secret.members[0])
    scene.codes["code_of_paper"] = codes.code_of(batch, waiting.number)


async def _work(scene: Scene, unit: int) -> None:
    """Topics at every step that asks for somebody, an action item of the delegate's unit."""
    scene.ids["proposed"] = (await make.topic()).id
    scene.ids["seconded"] = (await make.seconded_topic()).id
    await _lanes(scene)
    scene.ids["accepted"] = (await make.accepted_topic()).id
    await _take_down(scene)
    delegate = scene.people["delegate"]
    action = await ActionItem.filter(item_id=scene.halls["done"].items[0]).get()
    # The played session made a unit of its own name; the delegate speaks for that one too.
    await people.grant_role(delegate.person_id or 0, Role.DELEGATE, by=SYSTEM, unit_id=action.lead_id)
    scene.people["delegate"] = await make.actor(delegate.person_id or 0)
    scene.ids |= {"action": action.id, "project": action.project_id}
    await _action_items(scene, action)


async def _action_items(scene: Scene, action: ActionItem) -> None:
    """One with a plan, and others that wait for the office: handed in, declined, and asking for more time."""
    delegate, hall, later = scene.people["delegate"], scene.halls["done"], action.due_on + timedelta(days=30)
    others = [
        await actions.assign_action(hall.items[0], text, action.lead_id, action.due_on, by=hall.recorder)
        for text in ("换井盖", "清杂物", "补路面")
    ]
    await working.hand_in(others[0], "换好了", by=delegate)
    await working.decline(others[1], "不归我们管", by=delegate)
    extension = await working.ask_extension(others[2], later, "等材料", by=delegate)
    await working.file_plan(others[2], [("备料", action.due_on)], by=delegate)
    scene.ids |= {"action_handed_in": others[0], "action_declined": others[1], "extension": extension}
    scene.ids |= {"another_unit": await make.unit(), "action_planned": others[2]}
    office = scene.people["secretary"]
    done = await Project.create(
        title="换灯", lead_id=action.lead_id, state=ProjectState.DONE, started_at=clock.now(), done_at=clock.now()
    )
    scene.ids["project_done"] = done.id
    scene.ids["chase"] = await chasing.chase_up(others[2], Means.PRINTED, by=office)
    scene.ids["link"] = await chasing.give_link(others[2], action.lead_id, by=office)
    scene.ids |= {"action_unit": action.lead_id, "joint_body": scene.halls["delegates"].body_id}
    scene.ids["step"] = (await ActionStep.get(action_id=others[2])).id


async def _take_down(scene: Scene) -> None:
    """A caller's topic, answered and not yet told."""
    office, where = scene.people["secretary"], await make.community()
    written = Written("步道没有路灯", "下夜班都绕路。", Category.FACILITIES, where.block)
    source = Source(Channel.HOTLINE, clock.today())
    taken_down = await intake.take_down(written, Caller(None, "过路人", "13900001111"), source, by=office)
    await topics.return_topic(taken_down, "月底装。", by=office)
    scene.ids["taken_down"] = taken_down
    word = await moderation.block_word("贷款", by=office)
    resident, proposed = scene.people["resident"], scene.ids["proposed"]
    written = [(await comments.post_comment(proposed, text, by=resident))["comment"] for text in ("好", "不好")]
    await comments.hide_comment(written[1], "伤人", by=office)
    token = (await comments.post_comment(proposed, "贷款吗", by=resident))["held"]
    held = await Held.get(token=token)
    scene.ids |= {"comment": written[0], "comment_hidden": written[1], "word": word, "held": held.id}


async def _plan_on(scene: Scene) -> None:
    """A session called off with its items, one of them without a topic, and the next one of the same body."""
    off = await make.session_planned(members=2, free_items=["商量停车"])
    scene.ids["item_left"] = off.items[-1]
    await sessions.cancel_session(off.session_id, by=off.secretary)
    chair, recorder = off.chair.person_id or 0, off.recorder.person_id or 0
    scene.ids["session_next"] = await sessions.plan_session(
        off.body_id, SessionKind.FORUM, "下一次", clock.now() + timedelta(days=9), "厅", chair, recorder,
        by=off.secretary,
    )  # fmt: skip


async def _register(scene: Scene) -> None:
    """Somebody with a role, a sign-in and a name to be touched by others; a sign-in for everybody."""
    someone = await make.person("", Role.CHAIR)
    await people.sign_in(someone.person_id or 0, "a phone")
    grant, signed_in = await RoleGrant.get(person_id=someone.person_id), await SignIn.get(person_id=someone.person_id)
    scene.ids |= {"someone": someone.person_id or 0, "grant": grant.id, "sign_in": signed_in.id}
    await _offices(scene, someone)
    await _elections(scene)
    known = [actor for hall in scene.halls.values() for actor in (*hall.members, hall.chair, hall.recorder)]
    for actor in [*known, *scene.people.values()]:
        assert actor.person_id is not None
        if actor.person_id not in scene.keys:
            scene.keys[actor.person_id] = await people.sign_in(actor.person_id, "a phone")


async def _offices(scene: Scene, someone: Actor) -> None:
    """Grids, an office, teams and a unit that has left."""
    person_id, top = someone.person_id or 0, (await make.community()).community
    free, closed = await places.add_places(PlaceKind.GRID, ["空网格", "旧网格"], by=SYSTEM, parent_id=top)
    await places.close_place(closed, by=SYSTEM)
    given = await offices.appoint(person_id, Office.GRID_WORKER, scene.ids["grid"], by=SYSTEM)
    team, other, left = [
        await units.register_unit(name, UnitKind.VOLUNTEERS, by=SYSTEM, team=TeamKind.FREE)
        for name in ("理发队", "巡逻队", "散了的队")
    ]
    volunteer = await units.join_team(team, person_id, by=SYSTEM)
    await units.let_unit_leave(left, by=SYSTEM)
    scene.ids |= {"grid_too": free, "grid_closed": closed, "appointment": given, "team": team, "volunteer": volunteer}
    scene.ids |= {"team_free": other, "unit_left": left}


async def _elections(scene: Scene) -> None:
    """Nominations open, a list ready to be published, one published, and voted on: one with its winner, one who was
    written in, two whose winner does not take the seat."""
    office, body = await make.secretary(), await make.body(0)
    first, last = clock.today(), clock.today() + timedelta(days=700)
    stored = await body_models.Body.get(id=body.id)
    await body_models.Body.filter(id=body.id).update(rules={**stored.rules, "next_in_line": True})
    made = [await elections.call_election(body.id, "换届", 1, first, last, by=office) for _ in range(7)]
    people_ = [(await make.person()).person_id or 0 for _ in range(2)]
    nominated = [
        [await elections.nominate(one, who, body_models.Channel.COMMITTEES, by=office) for who in people_]
        for one in made
    ]
    for election, candidates in list(zip(made, nominated, strict=True))[1:]:
        for one in candidates:
            await elections.consent(one, by=office)
        if election != made[1]:
            await elections.publish_candidates(election, by=office)
    favoured: dict[int, list[dict[str, object]]] = {
        made[3]: [{"for": [1], "write_ins": []}] * 3,
        made[4]: [{"for": [], "write_ins": ["欧阳写来"]}] * 3,
        made[5]: [{"for": [1], "write_ins": []}] * 2 + [{"for": [2], "write_ins": []}],
        made[6]: [{"for": [1], "write_ins": []}] * 3,
    }
    for election, given_out in favoured.items():
        hall = await make.item_open(members=3)
        prepared = await elections.put_candidates(
            election, hall.item_id, by=office, is_secret=False, threshold="none", write_ins=True
        )
        ballot = await ballots.open_prepared(prepared, by=hall.chair)
        for member, paper in zip(hall.members, given_out, strict=True):
            given = ballots.Given({"against": [], **paper})
            await ballots.cast_vote(ballot, given, by=member, command_id=f"{ballot}-{member.person_id}")
        await ballots.close_ballot(ballot, by=hall.chair)
    for winner in (nominated[5][0], nominated[6][0]):
        await elections.stand_down(winner, by=office)
    scene.ids |= {"election_written": made[4], "election_left": made[5], "left": nominated[5][0]}
    scene.ids["election_vacant"] = made[6]
    scene.ids |= {"election": made[0], "nominated": nominated[0][0], "published_election": made[2]}
    scene.ids |= {"election_held": made[3], "elected": nominated[3][0], "election_ready": made[1]}
    seat = await Membership.filter(body_id=scene.ids["body"]).first()
    scene.ids["membership"] = seat.id if seat else 0


def copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


async def _lanes(scene: Scene) -> None:
    """The resident's topics: one answered, one at the delegate's unit, one merged; each asks somebody something."""
    resident, office = scene.people["resident"], scene.people["secretary"]
    with clock.set_to(clock.now() - timedelta(days=2)):  # who has proposed three today may not propose another
        settled, at_unit, merged = [(await make.topic(resident)).id for _ in range(3)]
    scene.ids["topic_answer"] = await answering.answer_topic(settled, Outcome.SOLVED, "已经修好。", by=office)
    await lanes.refer_topic(at_unit, scene.ids["unit"], by=office)
    await lanes.merge_topic(merged, scene.ids["proposed"], by=office)
    scene.ids |= {"topic_settled": settled, "topic_referred": at_unit, "topic_merged": merged}
    scene.ids["topic_referral"] = (await TopicReferral.get(topic_id=at_unit)).id
    scene.ids["merge_question"] = (await MergeQuestion.get(person_id=resident.person_id)).id
