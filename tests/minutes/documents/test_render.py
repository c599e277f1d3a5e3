"""The worker: locked in, limited, killed; its answers kept."""

from __future__ import annotations

import asyncio
import http.server
import logging
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forum.errors import RuleBroken
from minutes.documents import shelf, workshop
from minutes.documents.fonts import Faces
from minutes.documents.making import stop
from minutes.documents.official import minutes_pdf
from minutes.documents.pictures import picture
from minutes.documents.render import Job, begin, forget_cached_pdfs, found, render_pdf
from minutes.documents.turns import Line, Progress
from tests.minutes.documents.conftest import minutes

SLOW = "<p>" + "议" * 400_000


@pytest.fixture(autouse=True)
def the_real_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a fork of tests/helpers/presses.py."""
    monkeypatch.setattr(workshop, "sys", sys)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server that notes every request it gets."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def hostile(host: str, file: Path) -> str:
    """Every way the research found to make a renderer fetch or attach something."""
    uri = file.as_uri()
    return f"""<link rel=stylesheet href="{host}/css"><link rel=attachment href="{uri}"><style>
      @import url({host}/import); @font-face {{ font-family: x; src: url({host}/font) }}
      body {{ background: url({host}/background); font-family: x }} p::before {{ content: url({host}/content) }}
      li {{ list-style-image: url({uri}) }}</style><base href="{host}/">
      <p style="background:url({host}/inline)"><img src="{host}/img"><img src="{uri}"><img src=relative.png>
      <object data="{host}/object"></object><embed src="{host}/embed"><iframe src="{uri}"></iframe>
      <svg xmlns="http://www.w3.org/2000/svg"><image href="{host}/svg"/><use href="{uri}#a"/></svg>
      <a rel=attachment href="{uri}">附件</a><a href="javascript:alert(1)">点</a><ul><li>一</ul>"""


async def test_hostile_html_makes_no_request_and_embeds_no_file(
    data_dir: Path, faces: Faces, tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    host, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("绝密 top secret")
    rendered = await render_pdf(Job(hostile(host, secret), data_dir, faces))
    assert rendered.content.startswith(b"%PDF")
    assert asked == []
    for trace in (b"EmbeddedFile", b"/Filespec", b"/JavaScript", b"top secret"):
        assert trace not in rendered.content


async def test_hostile_markup_in_every_field_is_printed_as_text(
    data_dir: Path, faces: Faces, tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    from tests.minutes.documents.conftest import Paper

    host, asked = listener
    mark = f"</style><img src={host}/x>"
    document = minutes(title=mark, organ=mark, number=mark, body_html=hostile(host, tmp_path), copy_to=(mark,))
    paper = Paper(await minutes_pdf(document, data_dir=data_dir))
    assert asked == []
    assert f"<imgsrc={host}/x>" in paper.text().replace(" ", "")
    assert "javascript" not in paper.text()
    paper.read.close()


async def test_a_worker_that_takes_too_long_is_killed_and_refused(
    data_dir: Path, faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = _workers(monkeypatch)
    with pytest.raises(RuleBroken) as refused:
        await render_pdf(Job(SLOW, data_dir, faces, timeout=1.0))
    assert "用时过长" in refused.value.sentence.text
    (process,) = started
    assert process.returncode == -9


async def test_a_worker_is_killed_when_the_caller_goes_away(
    data_dir: Path, faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = _workers(monkeypatch)
    asking = asyncio.create_task(render_pdf(Job(SLOW + "们", data_dir, faces)))
    await asyncio.sleep(0.5)
    assert started
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert started[0].returncode == -9


async def test_a_worker_out_of_memory_is_refused_and_its_words_go_to_the_log(
    data_dir: Path, faces: Faces, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(RuleBroken) as refused:
        await render_pdf(Job(SLOW + "会", data_dir, faces, memory=64 * 1024**2))
    assert "没有生成成功" in refused.value.sentence.text
    assert "document.failed" in caplog.text
    assert "Error" in caplog.text


async def test_the_same_page_is_rendered_once_even_when_asked_for_twice_at_once(
    faces: Faces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = _workers(monkeypatch)
    job = Job("<p>一次", tmp_path, faces)
    first, second = await asyncio.gather(render_pdf(job), render_pdf(job))
    assert first == second == await render_pdf(job)
    assert len(started) == 1
    (kept,) = (tmp_path / "cache" / "pdf").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    other = replace(job, html="<p>两次")
    assert (await render_pdf(other)).content != first.content
    assert len(started) == 2
    forget_cached_pdfs(tmp_path)
    assert list((tmp_path / "cache" / "pdf").iterdir()) == []


async def test_a_damaged_cache_file_is_rendered_anew(faces: Faces, tmp_path: Path) -> None:
    job = Job("<p>再来", tmp_path, faces)
    first = await render_pdf(job)
    (kept,) = (tmp_path / "cache" / "pdf").iterdir()
    kept.write_bytes(b"half")
    assert await render_pdf(job) == first


async def test_the_worker_gets_nothing_of_the_servers_environment(
    faces: Faces, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHI_SECRET", "never told")
    environment = workshop.environment(Path("fonts.conf"))
    assert not any("YISHI" in name for name in environment)


async def test_who_waits_for_a_long_document_sees_how_far_it_is_and_may_leave(faces: Faces, tmp_path: Path) -> None:
    job = Job("<p>甲</p>" + "<p style='break-before:page'>乙</p>" * 4, tmp_path, faces)
    making = begin(job)
    assert begin(job) is making and making.progress.pages == 0
    await making.task
    assert making.progress.pages == 5 and making.refusal is None
    assert (await found(job)) == making.task.result()
    assert begin(job).task is not making.task
    await stop()


async def test_what_could_not_be_made_for_somebody_who_left_says_why(faces: Faces, tmp_path: Path) -> None:
    job = Job(SLOW, tmp_path, faces, timeout=1.0)
    making = begin(job)
    await asyncio.wait({making.task})
    assert making.refusal and "用时过长" in making.refusal.sentence.text
    assert begin(job) is making, "told to the next who asks"
    assert begin(job) is not making, "and tried anew for who asks again"
    await stop()


async def test_one_is_made_at_a_time_and_the_others_know_how_many_are_before_them() -> None:
    line, ran = Line(), []

    async def one(progress: Progress) -> None:
        async with line.turn(progress):
            ran.append([other.ahead for other in waiting])
            await asyncio.sleep(0)

    waiting = [Progress(1) for _ in range(3)]
    given_up = asyncio.create_task(one(waiting[0]))
    rest = [asyncio.create_task(one(progress)) for progress in waiting[1:]]
    await asyncio.sleep(0)
    assert [progress.ahead for progress in waiting] == [0, 1, 2]
    given_up.cancel()
    await asyncio.gather(*rest)
    assert ran[-2:] == [[0, 0, 1], [0, 0, 0]]


async def test_a_page_is_pictured_and_the_picture_is_kept(faces: Faces, tmp_path: Path) -> None:
    job = Job("<style>@page{size:100mm 50mm}</style><p>图", tmp_path, faces)
    png = await picture(job, 1, 500)
    assert png is not None and png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (500, 250)
    assert await picture(job, 2, 500) is None
    assert len(list((tmp_path / "cache" / "pdf").iterdir())) == 2
    assert await picture(job, 1, 500) == png


def test_the_shelf_makes_room_and_the_newest_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "KEPT_BYTES", 25)
    for number in range(4):
        shelf.keep(tmp_path / f"{number}.pdf", bytes(10))
        os.utime(tmp_path / f"{number}.pdf", (number, number))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2.pdf", "3.pdf"]
    shelf.keep(tmp_path / "large.pdf", bytes(100))
    assert [path.name for path in tmp_path.iterdir()] == ["large.pdf"]


def _workers(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.subprocess.Process]:
    """Every worker process started from now on."""
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def noted(*args: object, **how: object) -> asyncio.subprocess.Process:
        process = await start(*args, **how)  # type: ignore[arg-type]
        started.append(process)
        return process

    monkeypatch.setattr(workshop.asyncio, "create_subprocess_exec", noted)
    return started
