"""A neighbourhood with residents' names, telephone numbers and a room in every field that leads to the board."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from pypdf import PdfReader
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.fields import CharField, TextField

from agenda.ballots.models import Ballot
from agenda.items.models import AgendaItem
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.offices import commands as offices
from forum.offices.models import Appointment, Office
from forum.people.models import Person
from forum.topics import answering
from forum.topics.models import Category, Outcome, Topic, TopicAnswer
from minutes.action_items.models import ActionItem, ActionNote
from minutes.look_backs.models import Finding, LookBack, Voice
from minutes.needs import commands as needs
from minutes.needs.models import Need
from minutes.notices import commands as notices
from minutes.orders import commands as orders
from minutes.orders.models import Order, OrderStep
from minutes.projects.models import Project
from minutes.wishes import commands as wishes
from minutes.wishes.models import Wish
from minutes.works import commands as works
from minutes.works.models import WorkEntry, WorkMilestone, WorkRating, WorkSite, YearWork
from tests import factories as make
from tests.minutes import played as play

UNUSUAL = ("诸葛明月", "阿依古丽·买买提", "欧阳雪峰", "高凤兰")
PHONE, ROOM = "13987654321", "4907"
WIDE = "１３9.87654321"
SAID = f"{'、'.join(UNUSUAL)}，{PHONE}，7号楼{ROOM}室，{WIDE}"
HOUR = "社区值班电话 0990-6612-3101"


@dataclass(frozen=True)
class Planted:
    """`paths` all show something of what was planted, as everybody may read it; `secrets` are in none of them."""

    paths: list[str]
    secrets: list[str]
    contact: str = HOUR


async def plant() -> Planted:
    played, office = await play.published(), await make.secretary()
    residents = [await make.person(name) for name in UNUSUAL]
    hall = await make.session_noticed(members=3)
    for session_id in (hall.session_id, played.hall.session_id):
        await Session.filter(id=session_id).update(title=f"会{SAID}"[:80], venue=f"{SAID}家"[:80])
        await AgendaItem.filter(session_id=session_id).update(title=f"议{SAID}"[:60])
    await Ballot.all().update(question=f"是否{SAID}？")
    await _projects(played, office)
    where = await _services(residents[0], office)
    work = await _works(played, residents[0], office)
    await _topics(residents, office)
    await _officers(where.block, residents[1], office)
    notice = await notices.begin_notice(played.minutes_id, clock.today(), 7, SAID, by=played.hall.secretary)
    objection = await notices.raise_objection(notice, f"不同意{SAID}", by=residents[0])
    await notices.answer_objection(objection, f"已问{SAID}", upheld=False, by=played.hall.secretary)
    at, every = (
        f"at={where.block}",
        "show=notices,week,sessions,projects,works,look_backs,topics,claims,minutes,contacts",
    )
    paths = [
        "/board", f"/board?{at}", "/board/calendar.ics", "/board/feed.atom", "/board/screen", f"/board/screen?{at}",
        "/board/screen?touch=1&theme=light", "/board/screen/leaves", "/board/embed", f"/board/embed?{every}&{at}",
        "/board/sheet.print", f"/board/sheet.print?size=a4&{at}",
        *(f"/board/embed?show={one}" for one in every[5:].split(",")),
        "/works", f"/works/{work}", "/works.print", "/look-backs", "/look-backs.print",
        *(f"/notices/{notice}", f"/sessions/{hall.session_id}", f"/sessions/{hall.session_id}/calendar.ics"),
        *("/", "/projects", "/topics", "/needs", "/wishes", "/orders", *await _single()),
        *(f"/sessions/{hall.session_id}/poster.{form}" for form in ("print", "pdf")),
    ]  # fmt: skip
    members = [one.name for one in played.hall.members]
    return Planted(paths, [*UNUSUAL, PHONE, WIDE, f"{ROOM}室", *members])


async def _single() -> list[str]:
    """Where the lines of the board lead."""
    shown = (("projects", Project), ("actions", ActionItem), ("topics", Topic), ("needs", Need), ("wishes", Wish))
    return [f"/{name}/{id}" for name, model in shown for id in await model.all().values_list("id", flat=True)]


async def _projects(played: play.Played, office: Actor) -> None:
    """One in hand whose unit has reported, one that was done this week."""
    delegate = await make.person(unit_id=played.unit_id)
    first = await ActionItem.all().order_by("id").first()
    assert first is not None
    await make.working.report_progress(first.id, "进展", by=delegate)
    done = await ActionItem.create(
        project_id=first.project_id, lead_id=played.unit_id, text="办完", due_on=clock.today(), state="done",
        recorded_at=clock.now(), moved_at=clock.now(),
    )  # fmt: skip
    await ActionItem.all().update(text=f"找{SAID}", responsible=UNUSUAL[2])
    await ActionNote.all().update(text=f"已到{SAID}")
    await Project.all().update(title=f"办{SAID}"[:80])
    assert done.id != first.id


async def _services(who: Actor, office: Actor) -> make.Community:
    """A wish and a need that wait, a wish and an order that were done."""
    where, unit = await make.community(), await make.unit()
    team = await make.person(unit_id=unit)
    await needs.raise_need(Category.SAFETY, "要一副轮椅", where.block, by=who)
    for delivered in (False, True):
        wish = await wishes.make_wish("一副老花镜", "老人", where.block, by=who, name=f"{UNUSUAL[3]} {PHONE}")
        await wishes.publish_wish(wish, "一副老花镜", "老人", by=office)
        if delivered:
            await wishes.claim_wish(wish, by=await make.person("公孙大娘子"))
            await wishes.deliver_wish(wish, "送到了", by=office)
    service = await orders.keep_service(unit, f"修{SAID}"[:40], "", by=office)
    order = await orders.place_order("换水龙头", where.block, by=who, service_id=service, at_home=SAID)
    await orders.draw_up(order, "换一个", by=office)
    await orders.dispatch(order, unit, by=office)
    await orders.accept_order(order, SAID, by=team)
    await orders.finish_order(order, SAID, by=team)
    await Need.all().update(text=f"要{SAID}", whom=SAID, answer=SAID)
    await Wish.all().update(text=f"想{SAID}", whom=SAID[:60], words=SAID, thanks=SAID)
    await Order.all().update(text=SAID, drawn_up=SAID)
    await OrderStep.all().update(words=SAID)
    return where


async def _works(played: play.Played, who: Actor, office: Actor) -> int:
    """What was promised for the year, under way and rated; a project that was looked back at. Gives the work's id."""
    today, project = clock.today(), await Project.all().order_by("id").first()
    assert project is not None
    plan = works.Plan(today.year, "修缮", played.unit_id, today, "修", None, [("开工", today)], ["一处", "两处"])
    work = await works.plan_work(plan, by=office)
    await works.report_work(work, "开工了", by=office)
    await YearWork.all().update(title=f"修{SAID}"[:60], text=SAID, carried_reason=SAID)
    await WorkMilestone.all().update(text=f"到{SAID}")
    await WorkSite.all().update(name=SAID[:60])
    await WorkEntry.all().update(text=f"已到{SAID}")
    await WorkRating.create(work_id=work, person_id=who.person_id, score=5, words=SAID, at=clock.now())
    looked = await LookBack.create(
        project_id=project.id, round=1, months=3, looked_on=today, finding=Finding.IN_ORDER, words=f"看过{SAID}",
        entered_at=clock.now(), entered_by_id=office.person_id,
    )  # fmt: skip
    await Voice.create(look_back=looked, source="visit", score=5, words=SAID)
    return work


async def _topics(residents: list[Actor], office: Actor) -> None:
    """One that is on its way, one answered this week; both of a flat, whose number is nobody's business."""
    flat = await make.household(f"{ROOM}室")
    await make.topic(residents[0])
    settled = await make.topic(residents[1])
    await answering.answer_topic(settled.id, Outcome.SOLVED, SAID, by=office)
    await TopicAnswer.all().update(words=SAID)
    await Topic.all().update(title=f"提{SAID}"[:60], text=SAID, place_id=flat)


async def _officers(block: int, head: Actor, office: Actor) -> None:
    """A resident whose own number slipped in where the one for work belongs; and one who has one for work."""
    assert head.person_id is not None
    await Person.filter(id=head.person_id).update(phone=PHONE)
    await offices.appoint(head.person_id, Office.BLOCK_HEAD, block, by=office)
    await Appointment.all().update(contact=f"{UNUSUAL[0]} {PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}")
    named = await Person.get(id=head.person_id)
    steward = await make.person("司徒管家")
    assert steward.person_id is not None and named.phone == PHONE
    await offices.appoint(steward.person_id, Office.STEWARD, block, by=office, contact=f"{HOUR} {UNUSUAL[0]}")


# Whose words are names of what is public itself, a contact published for work, or the public copy as it was masked.
PUBLIC_NAMES = {"place", "body", "unit", "unit_name", "step_template", "appointment", "minutes_version"}
NOT_WORDS = {"person", "event", "command_done", "sign_in", "invitation", "password", "outside_key", "room"}
EVERYWHERE = ("诸葛明月", PHONE, f"{ROOM}室")


async def plant_everywhere() -> list[str]:
    """Behind every text of every table a resident's name, a number and a room. Gives the columns of a full database."""
    somebody = await Person.filter(official=False).first()
    assert somebody is not None
    await Person.filter(id=somebody.id).update(name=EVERYWHERE[0])
    planted, connection = [], get_connection("default")
    said = f"{EVERYWHERE[0]}{PHONE}、7号楼{EVERYWHERE[2]}"
    for table, column, room in _texts():
        found = await connection.execute_query_dict(f'SELECT "{column}" AS said FROM "{table}"')
        if any(re.search("[一-鿿]", str(row["said"])) and str(row["said"])[:1] not in "{[" for row in found):
            more = f'substr("{column}", 1, {room - len(said)}) || ?'
            await connection.execute_query(f'UPDATE "{table}" SET "{column}" = {more} WHERE "{column}" <> \'\'', [said])
            planted.append(f"{table}.{column}")
    return planted


def _texts() -> Iterator[tuple[str, str, int]]:
    """Tables and columns of free text, with how much goes in."""
    for model in (Tortoise.apps or {})["models"].values():
        if model._meta.db_table in PUBLIC_NAMES | NOT_WORDS:
            continue
        for name, field in model._meta.fields_map.items():
            room = getattr(field, "max_length", 0) or 10_000
            if type(field) in (CharField, TextField) and not field.unique and room >= 40:
                yield model._meta.db_table, field.source_field or name, room


def readable(path: str, content: bytes) -> str:
    """The words of a page, a feed, a calendar or a PDF; figures that nobody reads (fingerprints, codes) are gone, but
    what stands in a tag is read like the rest."""
    if path.endswith(".pdf"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")
    text = content.decode().replace("\r\n ", "")
    text = re.sub(r"(?<=\d)[ -](?=\d)", "", text) + text
    tags = [one[0] for one in re.finditer(r"<[^>]*>", text)]
    inside = " ".join(one for one in tags if re.search(r"[^\x00-\x7f]|%[0-9A-F]{2}|1[3-9]\d{9}", one))
    return html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", text, flags=re.S) + unquote(inside))


__all__ = ["EVERYWHERE", "Planted", "plant", "plant_everywhere", "readable"]
