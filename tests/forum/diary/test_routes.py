"""The diary's pages: written by thumb or by post, read by its writer and the office, nothing of it anywhere else."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from quart.datastructures import FileStorage

from forum import clock
from forum.access import Actor
from forum.diary import commands, offline
from forum.diary.models import Finding, Outcome, Visit
from forum.offices import commands as offices
from forum.offices.models import Appointment, Office
from forum.people.models import Role
from forum.pictures.models import Picture
from forum.topics.models import Topic
from minutes.archive.tables import OWNED, SHARED, WITH_SHARED, table
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")

SECRET = "她儿子欠了债不愿意让人知道"
LAMP = "三单元楼道灯半个月不亮"


async def typed(**more: str) -> dict[str, str]:
    where = await make.community()
    return {"place_id": str(where.block), "visited_on": clock.today().isoformat(), "manner": "door", **more}


async def written(client: Any, by: Actor | None = None, **more: str) -> tuple[Any, Actor]:
    """A browser of somebody who has just sent the form."""
    by = by or await make.person("", Role.RECORDER)
    browser = await client(by)
    form = await typed(household="2单元302室", who="李阿姨", note=SECRET, kind_1="opinion", text_1=LAMP, **more)
    answer = await browser.submit("/diary", **form)
    assert answer.status_code == 303, await answer.get_data(as_text=True)
    return browser, by


async def test_a_visit_with_nothing_special_is_a_page_too(client: Any) -> None:
    browser = await client(await make.person("", Role.RECORDER))
    answer = await browser.submit("/diary", **await typed(kind_1="", text_1=" "))
    assert answer.status_code == 303
    assert "一切正常" in await browser.text(answer.headers["Location"])
    assert not await Finding.exists()


async def test_a_refused_page_comes_back_whole_with_the_sentence_by_its_finding(client: Any) -> None:
    browser = await client(await make.person("", Role.RECORDER))
    form = await typed(note=SECRET, kind_1="need", text_1="要装扶手", way_1="solved", kind_3="money", text_3="")
    answer = await browser.submit("/diary", **form)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "要装扶手" in page and SECRET in page
    assert 'id="text_3-error"' in page
    answer = await browser.submit("/diary", **{**form, "kind_3": ""})
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'id="answer_1-error"' in page
    assert not await Visit.exists()


WRONG = [
    {"visited_on": "明天"},
    {"place_id": "99999"},
    {"kind_1": "x", "text_1": "y"},
    {"way_1": "x", "kind_1": "need", "text_1": "y"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
async def test_whatever_a_client_sends_is_refused_with_a_sentence(client: Any, wrong: dict[str, str]) -> None:
    browser = await client(await make.person("", Role.RECORDER))
    answer = await browser.submit("/diary", **{**await typed(), **wrong})
    assert answer.status_code == 422


async def test_what_waited_on_a_phone_is_sent_by_its_writer_only(client: Any) -> None:
    one, other = await make.person("", Role.RECORDER), await make.person("", Role.RECORDER)
    form = await typed(writer=str(one.person_id), who="李阿姨")
    answer = await (await client(other)).submit("/diary", **form)
    assert answer.status_code == 403 and not await Visit.exists()
    assert (await (await client(one)).submit("/diary", **form)).status_code == 303


async def test_the_writer_and_the_office_read_it_and_nobody_else_finds_it(client: Any) -> None:
    browser, _ = await written(client)
    visit = await Visit.get()
    page = f"/diary/visits/{visit.id}"
    for reader in (browser, await client(await make.secretary())):
        text = await reader.text(page)
        assert SECRET in text and LAMP in text
        assert LAMP in await reader.text("/diary") and LAMP in await reader.text("/diary/open")
    colleague = await client(await make.person("", Role.RECORDER))
    assert (await colleague.get(page)).status_code == 404
    assert LAMP not in await colleague.text("/diary") and LAMP not in await colleague.text("/diary/open")
    assert (await (await client(await make.person())).get("/diary")).status_code == 403
    assert (await (await client()).get(page)).status_code == 302


async def test_the_private_note_stands_on_no_other_page(client: Any) -> None:
    """A topic made of the visit, the lists and the board carry what was found, never the note."""
    browser, _ = await written(client, way_1="topic")
    topic = await Topic.get()
    visitor, resident, office = await client(), await client(await make.person()), await client(await make.secretary())
    for reader in (visitor, resident, office, browser):
        for path in ("/", "/topics", f"/topics/{topic.id}", "/needs", "/resources", "/board"):
            assert SECRET not in await reader.text(path), path
    assert SECRET not in await office.text("/diary") and SECRET not in await office.text("/diary/open")
    assert "走访日记" in await office.text(f"/topics/{topic.id}")
    for reader in (visitor, resident):
        text = await reader.text(f"/topics/{topic.id}")
        assert "走访日记" not in text and "李阿姨" not in text and "302" not in text


async def test_it_is_settled_by_one_press_or_says_what_is_missing(client: Any) -> None:
    browser, _ = await written(client)
    finding = await Finding.get()
    await browser.text(f"/diary/visits/{finding.visit_id}")
    refused = await browser.submit(f"/diary/findings/{finding.id}", way="solved", answer="")
    assert refused.status_code == 422 and "怎样答复" in await refused.get_data(as_text=True)
    await browser.submit(f"/diary/findings/{finding.id}", way="solved", answer="当天请物业换了灯泡")
    await finding.refresh_from_db()
    assert finding.outcome is Outcome.SOLVED
    assert "当天请物业换了灯泡" in await browser.text(f"/diary/visits/{finding.visit_id}")
    assert "都处理完了" in await browser.text("/diary/open")


async def test_the_next_door_is_offered_until_all_are_seen(client: Any) -> None:
    where = await make.community()
    for door in ("2单元301室", "2单元302室", "2单元1001室"):
        await make.people.keep_place("household", door, by=make.SYSTEM, parent_id=where.block)
    browser, _ = await written(client)
    page = await browser.text(f"/diary/visits/{(await Visit.get()).id}")
    assert "下一户 2单元1001室" in page and "还有2户" in page
    assert "2单元301室" in await browser.text("/diary/new")


async def test_key_households_wait_in_the_tasks_of_who_visits_them(client: Any) -> None:
    where, office, visitor = await make.community(), await make.secretary(), await make.person("", Role.RECORDER)
    with clock.set_to(clock.now() - timedelta(days=70)):
        await commands.list_household(where.block, "101室", "独居老人", by=office, visitor_id=visitor.person_id)
    assert "走访重点户：1户" in await (await client(visitor)).text("/")
    assert "走访重点户" not in await (await client(await make.person("", Role.RECORDER))).text("/")
    assert "上月漏访" in await (await client(office)).text("/diary/households")


async def test_the_office_keeps_the_list_and_its_kinds(client: Any) -> None:
    where, browser = await make.community(), await client(await make.secretary())
    new = {"place_id": str(where.block), "household": "101室", "kind": "独居老人"}
    assert (await browser.submit("/diary/households", **{**new, "household": ""})).status_code == 422
    assert (await browser.submit("/diary/households", **new)).status_code == 303
    assert (await browser.submit("/diary/households", **new)).status_code == 409
    assert "101室" in await browser.text("/diary/households")
    assert (await browser.submit("/diary/kinds/1", name="高龄独居", times="9")).status_code == 422
    assert (await browser.submit("/diary/kinds/1", name="高龄独居", times="2")).status_code == 303
    assert "本月 0 / 2 次" in await browser.text("/diary/households")
    assert (await browser.submit("/diary/households/1", kind="残疾人", who="王奶奶")).status_code == 303
    assert (await browser.submit("/diary/households/1/strike", because="")).status_code == 422
    assert (await browser.submit("/diary/households/1/strike", because="搬走")).status_code == 303
    assert "101室" not in await browser.text("/diary/households")


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "JPEG")
    return made.getvalue()


async def test_photos_of_a_visit_are_seen_by_its_writer_and_the_office_only(client: Any) -> None:
    by = await make.person("", Role.RECORDER)
    browser = await client(by)
    form = await typed(kind_1="opinion", text_1=LAMP)
    sent = {"photos": FileStorage(io.BytesIO(photo()), "door.jpg", content_type="image/jpeg")}
    answer = await browser.post("/diary", form=form, files=sent)
    assert answer.status_code == 303, await answer.get_data(as_text=True)
    picture = await Picture.get()
    page = f"/diary/visits/{picture.subject_id}"
    assert f"/pictures/{picture.id}/small" in await browser.text(page)
    for reader, status in (
        (by, 200),
        (await make.secretary(), 200),
        (await make.person("", Role.RECORDER), 404),
        (None, 404),
    ):
        assert (await (await client(reader)).get(f"/pictures/{picture.id}")).status_code == status
    refused = await browser.submit(f"{page}/photos")
    assert refused.status_code == 409 and "先选照片" in await refused.get_data(as_text=True)
    sent = {"photos": FileStorage(io.BytesIO(b"no picture"), "x.jpg", content_type="image/jpeg")}
    assert (await browser.post(f"{page}/photos", form={}, files=sent)).status_code == 422
    sent = {"photos": FileStorage(io.BytesIO(photo()), "door.jpg", content_type="image/jpeg")}
    assert (await browser.post(f"{page}/photos", form={}, files=sent)).status_code == 303
    assert await Picture.filter(subject="visit").count() == 2


async def test_without_a_script_photos_go_into_the_topic_by_ticks_on_the_visits_page(client: Any) -> None:
    browser = await client(await make.person("", Role.RECORDER))
    photos = {"photos": FileStorage(io.BytesIO(photo()), "door.jpg", content_type="image/jpeg")}
    written = await browser.post("/diary", form=await typed(kind_1="opinion", text_1=LAMP), files=photos)
    page, picture, finding = written.headers["Location"], await Picture.get(), await Finding.get()
    assert f'name="along_{picture.id}"' in await browser.text(page)
    assert f'name="along_{picture.id}"' in await browser.text("/diary/open")
    assert (await browser.submit(f"/diary/findings/{finding.id}", way="topic")).status_code == 303
    topic_id = (await Finding.get()).topic_id
    assert f'name="along_{picture.id}"' in await browser.text(page)
    refused = await browser.submit(f"/diary/findings/{finding.id}/photos", along_x="1")
    assert refused.status_code == 409 and "勾选照片" in await refused.get_data(as_text=True)
    taken = await browser.submit(f"/diary/findings/{finding.id}/photos", **{f"along_{picture.id}": "1"})
    assert taken.status_code == 303 and "把照片放进议题" not in await browser.text(page)
    shown = await Picture.get(subject="topic", subject_id=topic_id)
    neighbour = await client(await make.person())
    assert (await neighbour.get(f"/pictures/{shown.id}")).status_code == 200
    assert (await neighbour.get(f"/pictures/{picture.id}")).status_code == 404


async def test_the_worker_may_look_after_all_of_the_diary_and_nothing_else(client: Any) -> None:
    script = await (await client()).get("/diary/worker.js")
    assert script.headers["Service-Worker-Allowed"] == "/diary"
    assert (await script.get_data(as_text=True)).startswith(f'var VERSION = "{offline.version()}";')
    page = await (await client(await make.secretary())).text("/diary/new")
    assert f'data-version="{offline.version()}"' in page


async def test_whoever_is_appointed_writes_where_they_are_appointed_while_the_term_lasts(client: Any) -> None:
    where, office, worker = await make.community(), await make.secretary(), await make.person()
    other = await make.people.keep_place("grid", "第九网格", by=office, parent_id=where.community)
    browser = await client(worker)
    assert (await browser.get("/diary")).status_code == 403
    assert worker.person_id is not None
    day = clock.today()
    await offices.appoint(worker.person_id, Office.GRID_WORKER, where.grid, by=office, first=day)
    await commands.list_household(where.block, "101室", "独居老人", by=office)
    await commands.list_household(other, "102室", "独居老人", by=office)
    page = await browser.text("/diary/new")
    assert "7号楼" in page and "第九网格" not in page and "民情日记" in page
    assert "102室" not in await browser.text("/diary/households")
    assert (await browser.submit("/diary", **await typed(text_1="楼道灯不亮", kind_1="opinion"))).status_code == 303
    refused = await browser.submit("/diary", **{**await typed(), "place_id": str(other)})
    assert refused.status_code == 403 and "不归您走访" in await refused.get_data(as_text=True)
    await Appointment.all().update(ended_on=day)
    assert (await browser.get("/diary")).status_code == 403


def test_no_archive_of_a_session_takes_the_diary_along() -> None:
    kept = {table(one.model) for one in (*OWNED, *WITH_SHARED)} | {table(model) for model in SHARED}
    assert kept.isdisjoint({"visit", "finding", "key_household", "household_kind"})
