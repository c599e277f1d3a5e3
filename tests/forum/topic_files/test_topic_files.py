from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest
from quart.datastructures import FileStorage

from forum import files
from forum.access import Actor
from forum.errors import NotAllowed, NotFound, RuleBroken
from forum.files import Kept
from forum.topic_files import commands
from forum.topic_files.models import TopicFile
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

KEPT = Kept("pdf", "0" * 32 + ".pdf", 2000, "a" * 64)
PDF = b"%PDF-1.4 a plan of the yard"


@dataclass
class Scene:
    topic_id: int
    file_id: int
    proposer: Actor
    somebody: Actor
    office: Actor


async def attached() -> Scene:
    made = await make.topic()
    file_id = await commands.attach_file(made.id, KEPT, "示意图", by=made.proposer)
    return Scene(made.id, file_id, made.proposer, await make.person(), await make.secretary())


async def full() -> Scene:
    scene = await attached()
    for _ in range(commands.MOST - 1):
        await commands.attach_file(scene.topic_id, KEPT, "又一份", by=scene.office)
    return scene


def attach(scene: Scene, *, by: Actor | None = None, topic_id: int = 0, **given: Any) -> Any:
    return commands.attach_file(topic_id or scene.topic_id, KEPT, "平面图", by=by or scene.proposer, **given)


DEEDS = [
    Deed("attach_file", attached, attach, "topic.file_added", lambda s, a: {"topic": s.topic_id, "file": a}),
    Deed("take_off_file", attached, lambda s, **kw: commands.take_off_file(s.file_id, by=s.proposer, **kw),
         "topic.file_taken_off", lambda s, _: {"topic": s.topic_id, "file": s.file_id}),
]  # fmt: skip
REFUSED = [
    Refused("somebody else", attached, lambda s, **kw: attach(s, by=s.somebody, **kw), NotAllowed, "由提出人和社区"),
    Refused("beside nothing", attached, lambda s, **kw: attach(s, topic_id=99_999, **kw), NotFound, "找不到这个议题"),
    Refused("too many", full, attach, RuleBroken, "附件已经有10个"),
    Refused("taken off by somebody else", attached, lambda s, **kw: commands.take_off_file(
        s.file_id, by=s.somebody, **kw), NotAllowed, "由添加的人或社区"),
    Refused("taken off twice", attached, lambda s, **kw: commands.take_off_file(99_999, by=s.office, **kw), NotFound,
            "找不到这个附件"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_and_acts_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_only_the_office_shows_a_file_to_everybody(database: Any) -> None:
    scene = await attached()
    mine = await attach(scene, public=True)
    theirs = await attach(scene, by=scene.office, public=True)
    assert not (await TopicFile.get(id=mine)).public and (await TopicFile.get(id=theirs)).public


async def test_a_file_is_saved_by_neighbours_and_unknown_to_strangers(client: Any, tmp_path: Any) -> None:
    files.configure(tmp_path)
    made = await make.topic()
    proposer, stranger = await client(made.proposer), await client()
    sent = await proposer.post(
        f"/topics/{made.id}/files", form={"command_id": "x"}, files={"file": FileStorage(io.BytesIO(PDF), "示意图.pdf")}
    )
    assert sent.status_code == 303
    found = await TopicFile.get()
    address = f"/topic-files/{found.id}.pdf"
    page = await (await client(await make.person())).text(f"/topics/{made.id}")
    assert address in page and "示意图.pdf" in page
    got = await proposer.get(address)
    assert await got.get_data() == PDF and "attachment" in got.headers["Content-Disposition"]
    assert (await stranger.get(address)).status_code == 404 and address not in await stranger.text(f"/topics/{made.id}")
    await make.person("诸葛明月")
    await TopicFile.filter(id=found.id).update(public=True, name="诸葛明月13987654321")
    assert "诸葛某某139****4321.pdf" in await stranger.text(f"/topics/{made.id}")
    saved = unquote((await stranger.get(address)).headers["Content-Disposition"])
    assert "诸葛某某139" in saved and "明月" not in saved and "13987654321" not in saved
    assert "诸葛明月13987654321.pdf" in await proposer.text(f"/topics/{made.id}")


async def test_what_is_no_file_of_ours_is_refused_by_its_field(client: Any, tmp_path: Any) -> None:
    files.configure(tmp_path)
    made = await make.topic()
    proposer = await client(made.proposer)
    for given in ({}, {"file": FileStorage(io.BytesIO(b"MZ\x90"), "program.exe")}):
        answer = await proposer.post(f"/topics/{made.id}/files", form={"name": "重要文件"}, files=given)
        page = await answer.get_data(as_text=True)
        assert answer.status_code == 422 and 'id="file-error"' in page and "重要文件" in page
    assert list(tmp_path.iterdir()) == []
