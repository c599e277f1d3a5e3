"""Elections whose results others have published come out as published."""

from __future__ import annotations

from pathlib import Path

import pytest

from agenda.ballots.formats.files import RankedFile
from agenda.ballots.formats.readers import read
from agenda.ballots.methods import ranked
from agenda.ballots.methods.picking import Outcome
from agenda.ballots.methods.ranked import RankedResult
from agenda.ballots.methods.runoff import Equal, Reason
from agenda.ballots.rules import Amount
from forum.errors import RuleBroken

DATA = Path(__file__).parents[5] / "shared" / "data" / "ranked-ballots"


def published(name: str) -> RankedFile:
    if not (DATA / name).exists():
        pytest.skip(f"{name} is not here")
    return read((DATA / name).read_bytes())


def counted(found: RankedFile, equal: Equal = Equal.SHARED) -> RankedResult:
    return ranked.count(found.settings(equal), found.counted(), found.roll)


def names(found: RankedFile, ids: tuple[int, ...]) -> list[str]:
    return [option.text for option in found.options if option.id in ids]


@pytest.mark.parametrize(
    ("name", "papers", "winner"),
    [("debian_leader2006_tally.txt", 421, "Anthony Towns"), ("debian_leader2007_tally.txt", 482, "Sam Hocevar")],
)
def test_the_leader_of_debian_beats_each_other_candidate(name: str, papers: int, winner: str) -> None:
    found = published(name)
    result = counted(found)
    assert found.roll.entitled == papers
    assert result.pairwise.winner is not None
    assert names(found, (result.pairwise.winner,)) == [winner]
    assert "两两比较时，没有排的选项视为并列最后" in [one.said(str) for one in result.sentences]


def test_a_name_in_an_old_encoding_is_read() -> None:
    assert published("debian_leader2007_tally.txt").options[5].text == "Raphaël Hertzog"


def test_burlington_2009_elects_kiss_with_the_official_figures_where_montroll_beats_everybody() -> None:
    """Official count: level ranks stop a paper. First round, third from the end, last, with the exhausted."""
    found = published("burlington2009.abif")
    assert found.title == "2009 Burlington mayoral election"
    result = counted(found, Equal.STOPS)
    short = {option.id: option.text.split(" (")[0].split()[-1] for option in found.options}
    rounds = [({short[one]: votes for one, votes in r.votes}, r.exhausted) for r in result.runoff.rounds]
    assert rounds[0] == (
        {"Kiss": 2585, "Montroll": 2063, "Simpson": 35, "Smith": 1306, "Wright": 2951, "Write-in": 36}, 4,
    )  # fmt: skip
    assert rounds[-2:] == [
        ({"Kiss": 2981, "Montroll": 2554, "Wright": 3294}, 151),
        ({"Kiss": 4313, "Wright": 4061}, 606),
    ]
    assert [short[one] for one in result.winners] == ["Kiss"]
    assert result.pairwise.winner is not None
    assert short[result.pairwise.winner] == "Montroll"


@pytest.mark.parametrize("equal", [Equal.SHARED, Equal.REFUSED])
def test_burlington_has_the_same_winners_however_level_ranks_count(equal: Equal) -> None:
    found = published("burlington2009.abif")
    result = counted(found, equal)
    assert names(found, result.winners) == ["Bob Kiss (Progressive)"]
    assert result.returned.invalid == Amount(6 if equal is Equal.REFUSED else 0)


def test_a_monster_tie_ends_with_the_two_that_no_count_can_tell_apart() -> None:
    found = published("mock-tie.abif")
    result = counted(found)
    assert (result.outcome, names(found, result.tied)) == (Outcome.TIED, ["H", "S"])
    assert [one.reason for one in result.runoff.rounds] == [*[Reason.TOGETHER] * 7, Reason.STOPPED]
    assert (result.pairwise.winner, names(found, result.pairwise.smith)) == (None, ["H", "S"])


def test_a_hundred_blank_papers_choose_nobody() -> None:
    result = counted(published("mock-all-blank.abif"))
    assert (result.outcome, result.winners, result.returned.blank) == (Outcome.UNDECIDED, (), Amount(100))


def test_a_gardening_club_parses_and_its_two_seats_are_refused() -> None:
    found = published("atwood_so.blt")
    assert [option.text for option in found.options] == ["Amy", "Bob", "Chuck", "Diane"]
    assert (found.seats, found.withdrawn, found.title) == (2, (2,), "Gardening Club Election")
    assert found.roll.entitled == 10
    assert names(found, tuple(option.id for option in found.standing)) == ["Amy", "Chuck", "Diane"]
    with pytest.raises(RuleBroken, match="STV"):
        found.settings()
