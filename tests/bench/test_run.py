"""`make bench` ends with one line of JSON, the same keys in every run, whatever could not be measured."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import bench.__main__ as run
from bench import fanout, keys, lists, openslides, overview, printing, spread, storm, votes, wall
from bench.keys import KEYS, Found
from bench.plan import Halls, Planned, plan
from bench.printing import Printing
from bench.report import Case, Figure, Ratio
from bench.servers import ROOT, Server
from bench.spread import Spread

MEASURED = Case("Measured", ["ms"], {"yishi": [1.0]}, [Ratio("of Node's", 0.98765, 1.1)])
SERVER = Server("yishi", 0, 0)


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def planned(name: str, outcome: Case | Exception, **wanted: str) -> Planned:
    async def measure(halls: Halls) -> Case:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return Planned(name, measure, wanted)


def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *cases: Planned) -> tuple[int, str]:
    monkeypatch.setattr(run, "plan", lambda quick: list(cases))
    status = run.main([])
    return status, capsys.readouterr().out


# ---- the plan ----


@pytest.mark.parametrize("quick", [True, False])
def test_every_key_is_filled_by_one_case(quick: bool) -> None:
    filled = [key for one in plan(quick) for key in one.keys]
    assert sorted(filled) == sorted(KEYS)


def test_a_quick_run_fills_its_keys_from_the_same_cases() -> None:
    """5,000 means 5,000 in a quick run, too: the cases differ in rounds only."""
    full, quick = ({one.name: one.keys for one in plan(which) if one.keys} for which in (False, True))
    assert quick == full


def test_the_readme_says_what_each_key_is() -> None:
    rows = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| `")]
    assert [key for key in KEYS if not any(f"`{key}`" in row for row in rows)] == []


def test_names_of_cases_are_unique() -> None:
    names = [one.name for one in plan(quick=False)]
    assert len(names) == len(set(names))


def _stand(name: str) -> fanout.Stand:
    stand: Any = fanout.Stand(Server(name, 0, 0), crowd=None, conductor=None, room=1, kilobytes=40.0)  # type: ignore[arg-type]
    stand.cpu, stand.last, stand.client = [9.0, 10.0], [90.0, 100.0], [4.0, 5.0]
    return stand


def _booth(name: str) -> votes.Booth:
    return votes.Booth(Server(name, 0, 0), None, None, 1, [9.0, 10.0], [9.0, 10.0], [9.0, 10.0])  # type: ignore[arg-type]


def _returning(name: str) -> storm.Returning:
    return storm.Returning(name, [], Path(), ms=[9.0, 10.0], cpu=[9.0, 10.0], client=[9.0, 10.0])


CASES = {
    "fanout-100": lambda: fanout._case(100, 1, [_stand("yishi"), _stand("Node")]),
    "fanout-1000": lambda: fanout._case(1000, 1, [_stand("yishi"), _stand("Node")]),
    "fanout-5000": lambda: fanout._case(5000, 1, [_stand("yishi"), _stand("Node")]),
    "votes": lambda: votes._watched_case(200, 1, [[0.1, 0.2, 0.3, 0.4]]),
    "burst-5000": lambda: votes._case(5000, 1, [_booth(name) for name in "abc"]),
    "spread": lambda: spread._case(5000, 1, Spread([1.0], [2.0], [3.0], [0.4], [0.1])),
    "storm": lambda: storm._case(3000, 1, [_returning(name) for name in ("yishi", "yishi, versions known", "Node")]),
    "wall": lambda: wall._case(1, wall.Hall(None, None, 1, 1, {"agenda": [9.0, 10.0]}, [4.0] * 2 * wall.ECHOES)),  # type: ignore[arg-type]
    "overview": lambda: overview._case(3000, {name: [overview.Taken(0.2, 0.1)] for name in overview.PAGES}),
    "lists": lambda: lists._case(100, {name: [overview.Taken(0.2, 0.1)] for name in lists.PAGES}),
    "pdf": lambda: printing._case(1, Printing([0.01] * 9, [0.01] * 9, [20.0], 300)),
}


@pytest.mark.parametrize("one", [one for one in plan(quick=True)], ids=lambda one: one.name)
def test_each_case_gives_the_figures_that_its_keys_stand_for(one: Planned) -> None:
    case = CASES[one.name]()
    assert {key for key, found in keys.taken(case, one.keys).items() if found.figure is None} == set()
    assert all(len(row) == len(case.columns) for row in case.rows.values())


def test_without_node_fan_out_says_why_it_is_not_compared() -> None:
    case = fanout._case(1000, 1, [_stand("yishi")])
    found = keys.taken(case, {"fanout_1000_vs_node": fanout.TIME})["fanout_1000_vs_node"]
    assert found.figure is None
    assert "Node" in found.why


# ---- the last line ----


def test_the_last_line_has_every_key_though_nothing_was_measured() -> None:
    assert json.loads(keys.last_line({})) == dict.fromkeys(KEYS)


def test_a_figure_stands_in_the_last_line_as_a_number() -> None:
    found = {"kb_per_client": Found(Figure("memory", 41.23456, 45, unit="KB"))}
    assert json.loads(keys.last_line(found)) == {**dict.fromkeys(KEYS), "kb_per_client": 41.235}


def test_a_run_ends_with_the_json_and_succeeds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = printed(monkeypatch, capsys, planned("one", MEASURED, fanout_1000_vs_node="of Node's"))
    assert status == 0
    assert json.loads(text.splitlines()[-1]) == {**dict.fromkeys(KEYS), "fanout_1000_vs_node": 0.988}


@pytest.mark.parametrize(
    "failure",
    [
        TimeoutError("too\nlong"),
        KeyError("an error of the bench itself"),
        ExceptionGroup("of a task group", [ExceptionGroup("of another", [OSError("no sockets left")])]),
        subprocess.CalledProcessError(1, "hall"),
    ],
)
def test_a_case_that_fails_leaves_the_others_measured_and_says_why_on_one_line(
    failure: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = planned("broken", failure, kb_per_client="memory")
    status, text = printed(monkeypatch, capsys, broken, planned("one", MEASURED, fanout_1000_vs_node="of Node's"))
    innermost = failure.exceptions[0].exceptions[0] if isinstance(failure, ExceptionGroup) else failure  # type: ignore[attr-defined]
    assert status == 1
    assert json.loads(text.splitlines()[-1]) == {**dict.fromkeys(KEYS), "fanout_1000_vs_node": 0.988}
    reason = next(line for line in text.splitlines() if line.strip().startswith("kb_per_client"))
    assert "null" in reason
    assert type(innermost).__name__ in reason


def test_a_case_that_needs_more_sockets_than_there_may_be_says_so() -> None:
    one = planned("one", MEASURED)
    case = asyncio.run(run.measured(replace(one, sockets=10**12), Halls(Path())))
    assert case.rows == {}
    assert "1,000,000,000,000 sockets are needed" in case.note


def test_a_case_that_takes_too_long_is_ended() -> None:
    async def forever(halls: Halls) -> Case:
        await asyncio.Event().wait()
        return MEASURED

    case = asyncio.run(run.measured(Planned("slow", forever, within=0.01), Halls(Path())))
    assert case.rows == {}
    assert "TimeoutError" in case.note


def test_an_interrupted_run_still_ends_with_the_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def interrupted(*_: Any) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "_run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run.main([])
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == dict.fromkeys(KEYS)


# ---- the other house's software ----


async def test_openslides_that_cannot_be_had_is_a_note_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def watched(*_: Any) -> Case:
        return votes._watched_case(200, 1, [[0.1, 0.2, 0.3, 0.4]])

    def missing() -> None:
        raise openslides.Missing("no matching distribution\nfound")

    monkeypatch.setattr(votes, "watched", watched)
    monkeypatch.setattr(openslides, "_install", missing)
    case = await openslides.measure(tmp_path, 200)
    assert list(case.rows) == ["yishi"]
    assert case.note == "OpenSlides 3.3 could not be measured: no matching distribution found"


def test_openslides_count_is_read_from_its_changes() -> None:
    change = {"motions/motion-poll": [{"id": 1, "voted_id": [4, 5]}], "users/user": []}
    payload = json.dumps({"type": "autoupdate", "content": {"changed": change}}).encode()
    assert [poll["voted_id"] for poll in openslides._polls(payload)] == [[4, 5]]
    assert openslides._polls(b'{"type": "autoupdate", "content": {"changed": {}}}') == []


def test_openslides_lock_pins_what_its_list_names() -> None:
    """The list is pinned by hand: a name that is not in both would be installed unpinned, or not at all."""
    listed, locked = (
        {re.sub("[_.]", "-", line.split("==")[0].lower()) for line in path.read_text().splitlines() if "==" in line}
        for path in (openslides.LOCK.with_suffix(".in"), openslides.LOCK)
    )
    assert "openslides" in listed
    assert listed == locked


async def test_a_run_that_is_ended_still_ends_with_the_json(tmp_path: Path) -> None:
    """A watchdog's SIGTERM: what was found is told, and no server outlives the run."""
    command = [sys.executable, "-m", "bench", "--quick", "--only", "votes"]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).startswith(b"yishi bench")
    process.terminate()
    text, _ = await process.communicate()
    assert process.returncode == 1
    assert json.loads(text.decode().splitlines()[-1]) == dict.fromkeys(KEYS)
