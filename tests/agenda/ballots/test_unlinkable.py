"""Secret votes cannot be linked to voters, by whoever holds every file the server has written.

The ballots are played through the commands and the writer; then all bytes are taken: the database, its write-ahead
log, the directory of keys, the log lines and the journal's events. Before closing nothing there says a choice or a
receipt; afterwards the published list does, in no order that votes were cast in, and nothing opens a sealed paper.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agenda.ballots import commands, figures, secret
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotPaper, PrintedPaper, Vote
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice
from agenda.install import keys_spent
from agenda.papers import codes
from forum import journal
from forum.app import create_app
from forum.bodies.models import Body
from forum.config import Settings
from forum.errors import Unavailable
from forum.journal import CommandDone, Event
from tests import factories as make
from tests.agenda.papers import playing
from tests.agenda.recount.deciding import cast
from tests.factories import BodyMade, Hall
from tests.helpers.deeds import new_id

VOTERS = 24
ROUNDS = 6
FAR = 0.6
"""No |r| of 60 independent places comes near it: the chance is 10⁻⁷ a ballot."""

Files = dict[str, bytes]


@pytest.fixture
def keys(database: Settings) -> Path:
    """The house's directory of keys, and its listener that destroys those of closed ballots."""
    secret.configure(database.data / "keys")
    codes.configure(database.data / "keys")
    journal.listen(keys_spent)
    return database.data / "keys"


def files(database: Settings, logged: str = "") -> Files:
    """All bytes there are, without a checkpoint: what a thief of the machine's disk would have."""
    found = {path.name: path.read_bytes() for path in sorted(database.data.rglob("*")) if path.is_file()}
    assert database.database_file.name in found and f"{database.database_file.name}-wal" in found
    return {**found, "log": logged.encode()}


def is_in(found: Files, word: str) -> list[str]:
    """The files that hold the word in any encoding a text is stored in."""
    forms = {word.encode(), word.encode("utf-16-le"), word.replace("-", "").encode(), json.dumps(word).encode()[1:-1]}
    return [name for name, content in found.items() if any(form in content for form in forms)]


async def opened(voters: int, body: BodyMade | None = None, **given: Any) -> Hall:
    hall = await make.motion_put(body, members=voters, **given)
    hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair, is_secret=True)
    return hall


async def change_of_mind_allowed(voters: int) -> BodyMade:
    body = await make.body(members=voters)
    rules = PRESETS["simple"].edited(may_change_vote=True)
    await Body.filter(id=body.id).update(rules=rules.to_json())
    return body


@pytest.fixture
def logged(errors: Any, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Everything that was logged or printed until now."""
    caplog.set_level(0, "yishi")

    def read() -> str:
        out, err = capfd.readouterr()
        own = "\n".join(str(entry) for entry in errors._structured.entries)
        return "\n".join([own, out, err, *(record.getMessage() for record in caplog.records if _ours(record.name))])

    return read


def _ours(name: str) -> bool:
    """Only a debugger turns the database's own log of statements on."""
    return not name.startswith(("aiosqlite", "tortoise"))


# ---- before closing ----


async def test_until_it_closes_no_file_says_what_anybody_chose(
    database: Settings, keys: Path, logged: Callable[[], str]
) -> None:
    """With names written in, since "against" is a word of the schema too."""
    hall = await make.item_open(await change_of_mind_allowed(VOTERS))
    settings = {"options": [{"id": n, "text": name} for n, name in enumerate("甲乙丙", 1)], "seats": 1,
                "write_ins": True, "threshold": None}  # fmt: skip
    question = Question(Kind.ELECTION, "推选一名楼栋长", settings, is_secret=True)
    hall.ballot_id = await commands.open_question(hall.item_id, question, by=hall.chair)
    named = ["戚继光"] * VOTERS + ["穆桂英"] * 5
    voters = [*hall.members, *hall.members[:5]]
    papers = [{"for": [], "against": [], "write_ins": [name]} for name in named]
    receipts = [await cast(hall, voter, paper) for voter, paper in zip(voters, papers, strict=True)]
    found = files(database, logged())
    for word in (*receipts, "戚继光", "穆桂英", 'write_ins":["'):
        assert is_in(found, word) == [], word
    assert set(await Vote.all().values_list("choice", flat=True)) == {""}
    assert await BallotPaper.all().count() == 0
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    found = files(database, logged())
    assert is_in(found, "戚继光") and is_in(found, receipts[-1]), "else this could not find what it looks for"
    assert is_in(found, receipts[0]) == [], "replaced before it closed"


async def test_all_sealed_papers_look_alike(database: Settings, keys: Path) -> None:
    hall = await opened(6)
    for member, choice in zip(hall.members, [*Choice, *Choice], strict=True):
        await cast(hall, member, choice)
    sealed = [bytes(each) for each in await Vote.all().values_list("sealed", flat=True)]
    assert {len(each) for each in sealed} == {secret.SIZE + 48}
    assert len(set(sealed)) == 6, "equal choices must not be sealed alike"


# ---- after closing ----


async def test_after_closing_nothing_opens_a_sealed_paper_and_no_vote_says_a_choice(
    database: Settings, keys: Path, logged: Callable[[], str]
) -> None:
    hall = await opened(VOTERS)
    for at, member in enumerate(hall.members):
        await cast(hall, member, [*Choice][at % 3])
    sealed = [bytes(each) for each in await Vote.all().values_list("sealed", flat=True)]
    public = (await Ballot.get(id=hall.ballot_id)).public_key
    private = files(database)[f"{public}.key"]
    await commands.close_ballot(hall.ballot_id, by=hall.chair)

    found = files(database, logged())
    assert not [name for name in found if name.endswith(".key")]
    assert private and not [
        name for name, content in found.items() if private in content or private.hex().encode() in content
    ]
    with pytest.raises(Unavailable):
        secret.open_papers(public, sealed)
    votes = await Vote.filter(ballot_id=hall.ballot_id)
    assert {(vote.choice, vote.sealed) for vote in votes} == {("", None)}
    assert len(await BallotPaper.filter(ballot_id=hall.ballot_id)) == VOTERS
    assert set(BallotPaper._meta.fields_map) == {"id", "ballot", "ballot_id", "number", "choice", "receipt", "group"}
    assert is_in({"log": found["log"]}, "against") == []


async def test_the_journal_says_of_it_nothing_but_the_hash_of_the_list(database: Settings, keys: Path) -> None:
    hall = await opened(5)
    receipts = [await cast(hall, member, Choice.FOR) for member in hall.members]
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    ballot = await Ballot.get(id=hall.ballot_id)
    (event,) = await Event.filter(kind="ballot.closed")
    assert event.data == {"ballot": ballot.id, "motion": hall.motion_id, "list": ballot.list_hash}
    told = json.dumps([event.data for event in await Event.all()] + [done.answer for done in await CommandDone.all()])
    assert not any(receipt in told for receipt in receipts)


async def test_no_command_s_id_or_answer_is_tied_to_a_receipt(database: Settings, keys: Path) -> None:
    """A phone sends both with one vote; only the id is kept with the seat."""
    hall = await opened(3)
    ids = [new_id() for _ in hall.members]
    for member, command_id in zip(hall.members, ids, strict=True):
        await commands.cast_vote(hall.ballot_id, Choice.FOR, by=member, command_id=command_id)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    receipts = await BallotPaper.all().values_list("receipt", flat=True)
    rows = dump(database, "vote") + dump(database, "command_done") + dump(database, "event")
    assert not any(str(receipt) in rows for receipt in receipts)
    papers = dump(database, "ballot_paper")
    assert not any(command_id in papers for command_id in ids)


def dump(database: Settings, table: str) -> str:
    with closing(sqlite3.connect(database.database_file)) as connection:
        return repr(connection.execute(f"SELECT * FROM {table}").fetchall())


# ---- order ----


async def places_of(hall: Hall, members: Sequence[Any]) -> tuple[list[str], list[BallotPaper]]:
    """The receipts in the order of voting, and the papers as they lie in the table."""
    receipts = [await cast(hall, member, Choice.FOR) for member in members]
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    return receipts, await BallotPaper.filter(ballot_id=hall.ballot_id).order_by("id")


def correlation(one: Sequence[int], other: Sequence[int]) -> float:
    """Pearson's r of two permutations: Spearman's of what they rank."""
    mean = sum(one) / len(one)
    spread = sum((value - mean) ** 2 for value in one)
    return sum((a - mean) * (b - mean) for a, b in zip(one, other, strict=True)) / spread


async def test_the_list_s_order_tells_nothing_of_the_order_of_voting_or_of_the_seats(
    database: Settings, keys: Path
) -> None:
    """By place, id and number, in every ballot: neither the same order nor its reverse, nor anything near them."""
    body, chance, orders = await make.body(members=60), random.Random(60), []
    for _ in range(ROUNDS):
        hall = await opened(60, body)
        members = chance.sample(hall.members, 60)
        receipts, papers = await places_of(hall, members)
        cast_at = [receipts.index(paper.receipt) for paper in papers]
        seats = sorted(hall.seat_of(member) for member in members)
        seated = [seats.index(hall.seat_of(members[at])) for at in cast_at]
        assert [paper.number for paper in papers] == list(range(1, 61))
        for order in (cast_at, seated):
            assert sorted(order) == list(range(60))
            assert abs(correlation(order, range(60))) < FAR
            orders.append(tuple(order))
    assert len(set(orders)) == 2 * ROUNDS, "each ballot is shuffled anew"


async def test_receipts_the_phones_do_not_choose_tell_no_order_either(database: Settings, keys: Path) -> None:
    hall = await opened(60)
    receipts, _ = await places_of(hall, hall.members)
    order = [sorted(receipts).index(receipt) for receipt in receipts]
    assert abs(correlation(order, range(60))) < FAR


async def test_who_voted_with_what_makes_the_same_list_and_hash(database: Settings, keys: Path) -> None:
    """Two elections with the same receipts, the choices handed to other voters in another order: nobody can tell."""
    receipts = [secret.new_receipt() for _ in range(8)]
    choices = [Choice.FOR] * 5 + [Choice.AGAINST] * 3
    body = await make.body(members=8)
    seen = []
    for turn in (1, -1):
        hall = await opened(8, body)
        for member, receipt, choice in list(zip(hall.members[::turn], receipts, choices, strict=True))[::turn]:
            await cast(hall, member, choice, receipt)
        await commands.close_ballot(hall.ballot_id, by=hall.chair)
        papers = await BallotPaper.filter(ballot_id=hall.ballot_id)
        ballot = await Ballot.get(id=hall.ballot_id)
        seen.append((sorted((p.receipt, p.choice, p.group) for p in papers), ballot.list_hash, ballot.tally))
    assert seen[0] == seen[1]


async def test_a_changed_vote_leaves_no_trace_of_the_first(database: Settings, keys: Path) -> None:
    hall = await opened(5, await change_of_mind_allowed(5))
    first = [await cast(hall, member, Choice.AGAINST) for member in hall.members]
    last = [await cast(hall, member, Choice.FOR) for member in hall.members]
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    found = files(database)
    assert all(is_in(found, receipt) == [] for receipt in first)
    assert sorted(await BallotPaper.all().values_list("receipt", flat=True)) == sorted(last)


async def test_a_paper_says_its_group_only_where_groups_decide(database: Settings, keys: Path) -> None:
    """One man of group B among nine of A would stand alone in the list."""
    hall = await opened(6, await make.body(members=6, groups="AAAAAB"))
    for member in hall.members:
        await cast(hall, member, Choice.FOR)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    assert set(await BallotPaper.all().values_list("group", flat=True)) == {""}
    assert figures.verdict(await Ballot.get(id=hall.ballot_id)).carried


# ---- printed papers ----


async def test_printed_papers_leave_nothing_that_links_them_to_who_took_them(
    database: Settings, keys: Path, logged: Callable[[], str]
) -> None:
    """Three of eight take a paper. Not even which papers of the list came from the box can be told afterwards."""
    hall, papers = await playing.secretly(members=8, copies=10)
    await playing.take(hall, *hall.members[:3])
    for member in hall.members[3:]:
        await cast(hall, member, Choice.FOR)
    printed = [playing.code_of(paper) for paper in papers]
    for at in (5, 2, 8):
        await playing.enter(hall, papers[at], "against")
    before = files(database, logged())
    assert not any(is_in(before, code) for code in printed), "a code is on paper, and nowhere else while it is open"
    assert all(len(bytes(one)) == secret.SIZE + 48 for one in await sealed_from_the_box())
    batch = (database.data / "keys" / f"{papers[0].prepared_id}.codes").read_bytes()

    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    after = files(database, logged())
    assert not [name for name in after if name.startswith("keys") or name.endswith((".codes", ".key"))]
    assert not [name for name, content in after.items() if batch in content or batch.hex().encode() in content]
    assert await sealed_from_the_box() == []
    returned = {printed[at] for at in (5, 2, 8)}
    published = await BallotPaper.filter(ballot_id=hall.ballot_id)
    assert returned < {paper.receipt for paper in published} and len(published) == 8
    assert not any(is_in(after, code) for code in set(printed) - returned)
    elsewhere = "".join(
        dump(database, table) for table in ("vote", "printed_paper", "prepared_ballot", "command_done", "event")
    )
    assert not any(paper.receipt in elsewhere for paper in published)
    assert is_in({"log": after["log"]}, "against") == []


async def sealed_from_the_box() -> list[bytes]:
    return [bytes(one.sealed) for one in await PrintedPaper.filter(returned=True) if one.sealed]


async def test_the_journal_says_that_a_paper_came_in_and_not_which(database: Settings, keys: Path) -> None:
    hall, papers = await playing.secretly(members=4)
    await playing.take(hall, *hall.members)
    for paper in (papers[3], papers[0]):
        await playing.enter(hall, paper, "for")
    entered = await Event.filter(kind="paper.entered")
    assert [event.data for event in entered] == [{"ballot": hall.ballot_id}] * 2
    columns = {"id", "prepared", "prepared_id", "number", "code", "seat", "seat_id", "group", "sealed", "returned"}
    assert set(PrintedPaper._meta.fields_map) == columns | {"struck"}, "no time, no operator"
    assert {paper.seat_id for paper in await PrintedPaper.all()} == {None}
    assert {done.answer["answer"] for done in await CommandDone.all()} <= {None, hall.ballot_id, papers[0].prepared_id}


async def test_printed_and_sent_papers_lie_mixed_in_the_list(database: Settings, keys: Path) -> None:
    """Twenty of each: the chance that a fair shuffle has them apart, or one by one in turn, is less than 10⁻¹⁰."""
    hall, papers = await playing.secretly(members=40, copies=20)
    await playing.take(hall, *hall.members[:20])
    for member, paper in zip(hall.members[20:], papers, strict=True):
        await cast(hall, member, Choice.FOR)
        await playing.enter(hall, paper, "for")
    printed = {playing.code_of(paper) for paper in papers}
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    listed = await BallotPaper.filter(ballot_id=hall.ballot_id).order_by("number")
    order = "".join("p" if paper.receipt in printed else "d" for paper in listed)
    assert order not in {"p" * 20 + "d" * 20, "d" * 20 + "p" * 20, "pd" * 20, "dp" * 20}


# ---- a crash in between ----

_CRASH = """
    import asyncio, json, os, sys
    from pathlib import Path
    from agenda.ballots import commands
    from agenda.ballots.rules import Choice
    from agenda.install import keys_spent
    from agenda.ballots import secret
    from forum import config, journal
    from forum.database import open_database
    from tests import factories as make

    async def go():
        settings = config.load(data=Path(sys.argv[1]))
        secret.configure(settings.data / "keys")
        await open_database(settings)
        other = await make.motion_put(members=3)
        other.ballot_id = await commands.open_ballot(other.motion_id, by=other.chair, is_secret=True)
        hall = await make.motion_put(members=3)
        hall.ballot_id = await commands.open_ballot(hall.motion_id, by=hall.chair, is_secret=True)
        for member in hall.members:
            await commands.cast_vote(hall.ballot_id, Choice.FOR, by=member, command_id=str(member.person_id))
        async def killed(_):
            print(hall.ballot_id, flush=True)
            os.kill(os.getpid(), 9)   # the closing has committed; the key is still there
        journal.listen(killed)
        journal.listen(keys_spent)
        await commands.close_ballot(hall.ballot_id, by=hall.chair)

    asyncio.run(go())
"""


async def test_a_key_that_outlived_its_ballot_in_a_crash_is_destroyed_at_the_next_start(
    settings: Settings, errors: Any
) -> None:
    run = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", textwrap.dedent(_CRASH), str(settings.data)],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert run.returncode == -9, run.stderr
    closed = int(run.stdout)
    rows = public_keys(settings)
    assert {path.stem for path in (settings.data / "keys").iterdir()} == set(rows.values()), "both are there yet"
    with closing(sqlite3.connect(settings.database_file)) as connection:
        assert connection.execute("SELECT state FROM ballot WHERE id = ?", (closed,)).fetchone() == ("closed",)
    async with create_app(settings).test_app():
        kept = {path.stem for path in (settings.data / "keys").iterdir()}
    assert kept == {key for number, key in rows.items() if number != closed}, "an open ballot still needs its key"


def public_keys(settings: Settings) -> dict[int, str]:
    with closing(sqlite3.connect(settings.database_file)) as connection:
        return dict(connection.execute("SELECT id, public_key FROM ballot WHERE secret"))


def test_a_destroyed_key_was_overwritten_before_it_was_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret.configure(tmp_path / "keys")
    public = secret.new_key()
    (file,) = (tmp_path / "keys").iterdir()
    private, left = file.read_bytes(), []
    monkeypatch.setattr(Path, "unlink", lambda path, **_: left.append(path.read_bytes()))
    secret.destroy_key(public)
    assert len(left) == 1 and len(left[0]) == len(private) and left[0] != private
    assert file.stat().st_mode & 0o077 == 0
