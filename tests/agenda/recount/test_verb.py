"""`yishi recount FILE` as somebody types it: what it reads, what it says, how it ends; never a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.secret import OpenPaper, list_hash
from forum import cli, i18n

DATA = Path(__file__).parents[4] / "shared" / "data"
BALLOT: dict[str, Any] = {
    "format": "yishi-ballot", "version": 1, "kind": "yes_no", "question": "是否同意？", "rules": "simple",
    "roll": {"entitled": 9, "present": 7},
    "votes": [{"voter": f"成员 0{n}", "choice": "for" if n < 5 else "against"} for n in range(1, 8)],
    "announced": {"outcome": "carried", "tally": {"": [4, 3, 0]}},
}  # fmt: skip
OPTIONS = {"options": ["甲", "乙", "丙"]}


@pytest.fixture(autouse=True)
def language() -> Any:
    yield
    i18n.language.set("zh")


class Said:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def recount(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    async def no_database(*_: Any) -> None:
        raise AssertionError("a recount needs no database")

    monkeypatch.setattr("forum.database.open_database", no_database)

    def run(content: object, *options: str) -> Said:
        path = content if isinstance(content, Path) else tmp_path / "given"
        if not isinstance(content, Path):
            text = content if isinstance(content, str | bytes) else json.dumps(content, ensure_ascii=False)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(SystemExit) as ended:
            cli.main(["recount", str(path), *options])
        return Said(int(str(ended.value.code)), *capsys.readouterr())

    return run


# ---- a ballot ----


def test_a_result_that_is_right_is_said_to_be_the_same(recount: Any) -> None:
    said = recount(BALLOT)
    assert said.status == 0
    assert (
        "赞成 4，实到 7，过半数 4，通过" in said.out
        and "依据：居民议事会通行做法" in said.out
        and "✓ 与公布的结果相同" in said.out
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"announced": {"outcome": "not_carried", "tally": {"": [4, 3, 0]}}},
            "结果：公布的是“未通过”，重新计算是“通过”",
        ),
        ({"announced": {"outcome": "carried", "tally": {"": [5, 2, 0]}}}, "赞成：公布的是 5，重新计算是 4"),
        ({"votes": [*BALLOT["votes"], BALLOT["votes"][0]]}, "票数与名册对不上"),
        ({"votes": [BALLOT["votes"][0], *BALLOT["votes"][:6]]}, "成员 01有 2 票"),
        ({"rules": "talk"}, "恳谈会不作表决"),
        ({"casting": "for"}, "按规则主持人没有决定票"),
    ],
)
def test_whatever_was_tampered_with_is_said(recount: Any, change: dict[str, Any], says: str) -> None:
    said = recount({**BALLOT, **change})
    assert said.status == 1, said.out
    assert says in said.out


def test_another_rule_may_be_asked_for_by_name_or_by_file(recount: Any, tmp_path: Path) -> None:
    rule = tmp_path / "rule.json"
    rule.write_text(json.dumps(PRESETS["absolute"].to_json()))
    for name in ("absolute", str(rule)):
        said = recount(BALLOT, "--rule", name, "--json")
        assert (said.status, said.data["results"][0]["outcome"]) == (1, "not_carried")
    assert recount(BALLOT, "--rule", "two_thirds", "--json").status == 1
    for wrong in ("no_such", str(tmp_path)):
        assert recount(BALLOT, "--rule", wrong).status == 2


def test_without_an_announced_result_it_only_counts(recount: Any) -> None:
    said = recount({name: value for name, value in BALLOT.items() if name not in {"announced", "roll"}}, "--json")
    assert said.status == 0
    assert said.data["results"][0] | {"said": []} == {
        "question": "是否同意？", "kind": "yes_no", "rule": "simple@2", "void": False, "outcome": "carried",
        "tally": {"": [4, 3, 0]}, "weighed": None, "options": {}, "winners": None, "compared": False, "same": True,
        "said": [], "differences": [], "notes": [],
    }  # fmt: skip


PAPERS: list[tuple[str, dict[str, Any], list[Any], str, list[int] | None]] = [
    ("single", OPTIONS, [{"option": 2}, '{"option": 2}', {"option": None}, None], "decided", [2]),
    ("approval", {**OPTIONS, "most": 2}, [{"options": [1, 3]}, {"options": [3]}], "decided", [3]),
    ("score", OPTIONS, [{"scores": {"1": 5}}, {"scores": {"2": 4}}], "decided", [1]),
    ("ranked", OPTIONS, [{"ranks": [[3], [1]]}, {"ranks": [[3]]}], "decided", [3]),
    ("election", {**OPTIONS, "seats": 2}, [{"for": [1, 2], "against": [3], "write_ins": []}], "decided", [1, 2]),
    ("consent", {}, [{"objects": True}], "needs_vote", None),
    ("temperature", OPTIONS, [{"option": 1}], "leaning", None),
]


@pytest.mark.parametrize(("kind", "settings", "papers", "outcome", "winners"), PAPERS, ids=[row[0] for row in PAPERS])
def test_every_kind_of_ballot_is_counted(
    recount: Any, kind: str, settings: Any, papers: list[Any], outcome: str, winners: Any
) -> None:
    votes = [{"choice": paper} for paper in papers]
    told = {"outcome": outcome, "winners": winners}
    file = {**BALLOT, "kind": kind, "settings": settings, "votes": votes, "announced": told}
    assert recount(file).status == 0
    result = recount({**file, "announced": {"outcome": "invalid", "winners": [9]}}, "--json")
    assert result.status == 1 and result.data["results"][0]["winners"] == winners


def test_hands_count_with_the_scrutineer_s_figures(recount: Any) -> None:
    rows = [{"group": "", "for": 4, "against": 1, "abstain": 0}]
    block = {"source": "hand", "counted": [{**rows[0], "for": 3}], "confirmed": rows}
    told = {"outcome": "carried", "tally": {"": [4, 1, 0]}}
    assert recount({**BALLOT, "kind": "hands", "votes": [], "blocks": [block], "announced": told}).status == 0
    waiting = {**BALLOT, "kind": "hands", "votes": [], "blocks": [{**block, "confirmed": None}]}
    assert recount(waiting).status == 2


def test_owners_are_counted_in_heads_and_area_with_the_law_s_own_edges(recount: Any) -> None:
    """domain.md §5: N = 279, 30,000 m²; 186 persons and 20,000.00 m² take part exactly."""
    votes = [
        {"choice": "for", "votes": 141, "weight": 1_590_000},
        {"choice": "against", "votes": 45, "weight": 410_000},
    ]
    roll = {"entitled": 279, "present": 0, "weighed": [3_000_000, 0]}
    file = {**BALLOT, "rules": "owners_ordinary", "roll": roll, "votes": votes}
    told = {"tally": {"": [141, 45, 0]}, "weighed": [1_590_000, 410_000, 0], "outcome": "carried"}
    assert recount({**file, "announced": told}).status == 0
    assert recount({**file, "announced": {**told, "weighed": [1_590_000, 410_001, 0]}}).status == 1
    short = [votes[0], {**votes[1], "weight": 409_999}]
    result = recount({**file, "votes": short, "announced": told}, "--json").data["results"][0]
    assert result["outcome"] == "invalid"


def test_the_silence_clause_s_published_figures_come_out(recount: Any) -> None:
    rule = PRESETS["owners_ordinary"].edited(silence_clause="未回的从多数", measures=PRESETS["simple"].measures)
    votes = [{"choice": choice, "votes": n} for choice, n in (("赞成", 995), ("反对", 27), ("弃权", 125))]
    roll = {"entitled": 2261, "present": 0, "delivered": [2218, 0], "silent": [1071, 0]}
    file = {**BALLOT, "rules": rule.to_json(), "roll": roll, "votes": votes, "announced": {"outcome": "invalid"}}
    said = recount(file)
    assert said.status == 0
    assert "1147" in said.out and "2218" in said.out and "2066" in said.out


# ---- a secret ballot's list ----


def listed(*choices: str) -> dict[str, Any]:
    papers = [{"receipt": f"AAAA-BBBB-CCCC-{n:04d}", "choice": choice} for n, choice in enumerate(choices, 2222)]
    digest = list_hash(OpenPaper(paper["choice"], paper["receipt"]) for paper in papers)
    told = {"tally": {"": [choices.count("for"), choices.count("against"), 0]}, "outcome": "carried"}
    plain = {name: value for name, value in BALLOT.items() if name != "votes"}
    return {**plain, "secret": True, "papers": papers, "hash": digest, "announced": told}


def test_a_list_is_checked_against_its_hash(recount: Any) -> None:
    file = listed("for", "for", "for", "for", "against")
    assert recount(file).status == 0
    swapped = [{**file["papers"][0], "receipt": "ZZZZ-ZZZZ-ZZZZ-ZZZZ"}, *file["papers"][1:]]
    said = recount({**file, "papers": swapped})
    assert said.status == 1 and "票列的校验码" in said.out


def test_a_receipt_sent_twice_is_worth_a_look_and_no_difference(recount: Any) -> None:
    file = listed("for", "for", "for", "for")
    papers = [*file["papers"][:3], file["papers"][0]]
    digest = list_hash(OpenPaper(paper["choice"], paper["receipt"]) for paper in papers)
    said = recount({**file, "papers": papers, "hash": digest})
    assert said.status == 0 and "AAAA-BBBB-CCCC-2222 出现了不止一次" in said.out


# ---- CSV ----

CSV = """# kind: single
# rules: simple
# question: 选哪一个
# option: 甲
# option: 乙
# entitled: 4
# present: 3
# announced: {"outcome": "decided", "winners": [2]}
voter,choice,remark
成员 01,"{""option"": 2}",
成员 02,"{""option"":2}",来得晚
成员 03,null,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_csv_is_read_in_the_encodings_spreadsheets_write(recount: Any, encoding: str) -> None:
    said = recount(CSV.encode(encoding), "--json")
    assert (said.status, said.data["results"][0]["winners"]) == (0, [2])
    assert recount(CSV.replace('"winners": [2]', '"winners": [1]').encode(encoding)).status == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"{""option"":2}",来', "2,来", "第 11 行：不是单选的选票"),
        ("成员 03,null,", "成员 03", "第 12 行：有 3 列，这里只有 1 格"),
        ("voter,choice", "voter,choise", "第 9 行：应是各列的名称，其中要有 choice"),
        ('# announced: {"out', "# announced: {out", "第 8 行：JSON 写到这里读不懂"),
        ("# kind: single", "# kind: single choice", "kind：写的不对"),
        ("# rules: simple\n", "", "没有写明按哪套规则计票"),
        ('成员 01,"{', '成员 01,"x"{', "引号没有成对"),
    ],
)
def test_a_mistake_in_a_csv_is_named_by_its_line(recount: Any, old: str, new: str, says: str) -> None:
    assert old in CSV
    said = recount(CSV.replace(old, new))
    assert said.status == 2 and says in said.err, said.err


# ---- what cannot be read ----


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b"\xff\xfe\x00\x01\x02", "看不出这是什么格式"),
        ('{"format": "yishi-ballot",\n"version": 1,\n"kind" "yes_no"}', "第 3 行：JSON"),
        ("[" * 100_000, "这份 JSON 读不懂"),
        ({"format": "yishi-ballots"}, "看不出这份 JSON 是什么"),
        ({**BALLOT, "weights": []}, "weights：没有这样的项"),
        ({**BALLOT, "kind": "lottery"}, "kind：写的不对"),
        ({**BALLOT, "votes": [{"choice": "for"}, {"choice": "maybe"}]}, "第 2 张票：应是 for、against 或 abstain"),
        ({**BALLOT, "votes": [{"choice": "for", "votes": -1}]}, "votes.0.votes：写的不对"),
        ({**BALLOT, "kind": "single", "votes": []}, "settings：不是单选的设置"),
        ({**BALLOT, "roll": {"entitled": 3, "present": 4}}, "实到不能多于应到"),
        ({**BALLOT, "rules": {"preset": "x"}}, "rules：不是一套规则"),
        ({**BALLOT, "casting": "maybe"}, "casting：决定票"),
        (b"%PDF-1.7\n%broken", "这份 PDF 打不开"),
        ({"divisions": [{"date": "1"}]}, "第 1 次点名表决"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(recount: Any, content: object, says: str) -> None:
    said = recount(content)
    assert said.status == 2 and says in said.err, said.err
    assert said.out == "" and "Traceback" not in said.err
    assert says in recount(content, "--json").data["error"]


def test_a_file_that_is_not_there_is_said(recount: Any, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", tmp_path):
        said = recount(path)
        assert said.status == 2 and "打不开文件" in said.err


# ---- what others have published ----


def published(name: str) -> Path:
    if not (DATA / name).exists():
        pytest.skip(f"{name} is not here")
    return DATA / name


def test_ranked_ballots_of_others_are_counted(recount: Any) -> None:
    for name, winner in (("burlington2009.abif", "Kiss"), ("debian_leader2006_tally.txt", "Towns")):
        said = recount(published(f"ranked-ballots/{name}"))
        assert said.status == 0 and winner in said.out.splitlines()[3], said.out
        result = recount(published(f"ranked-ballots/{name}"), "--json").data["results"][0]
        assert winner in result["options"][str(result["winners"][0])]


def test_a_count_that_the_product_lacks_is_refused_with_a_sentence(recount: Any) -> None:
    said = recount(published("ranked-ballots/atwood_so.blt"))
    assert said.status == 2 and "单记可转移票制（STV）" in said.err


def test_every_named_division_comes_out_as_the_official_record_has_it(recount: Any) -> None:
    said = recount(published("named-divisions.json"), "--json")
    assert said.status == 0
    assert (said.data["divisions"], said.data["differ"]) == (123, 0)
    lines = recount(published("named-divisions.json")).out.splitlines()
    assert sum(line.startswith("✓ ") for line in lines) == 123
    assert lines[-1] == "共 123 次表决，没有不同。"


def test_a_division_that_differs_is_marked_and_ends_with_one(recount: Any) -> None:
    data = json.loads(published("named-divisions.json").read_text())
    first = data["divisions"][0]
    first["votes"] = [[name, group, "yes" if vote == "no" else vote] for name, group, vote in first["votes"]]
    said = recount(data)
    assert said.status == 1
    assert [line[:2] for line in said.out.splitlines() if line[:1] in "✓✗"].count("✗ ") == 1
    assert "overall：公布的是 negatived，重新计算是 passed" in said.out
    assert recount(published("named-divisions.json"), "--rule", "parliamentary").status == 1


def test_it_speaks_english_when_asked(recount: Any) -> None:
    assert "carried" in recount(BALLOT, "--language", "en").out.lower()
