"""One registry of keys: no two clash, every button's hint comes from it, and everything in it is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.motions.models import MotionKind
from agenda.room.keys import GROUP_NAMES, KEYS, SPACE, TOGETHER, Group, sheet
from agenda.room.rules import BallotFacts, Facts, Prepared, steps
from forum.errors import Sentence

ROOT = Path(__file__).parents[3]
CONSOLE = [*(ROOT / "templates/agenda/room").glob("*.html"), *(ROOT / "templates/minutes").rglob("*.html")]
SCRIPTS = [ROOT / "forum/static/js/keys.js", ROOT / "forum/static/js/console.js"]

id_s = st.one_of(st.none(), st.integers(1, 9))
facts_s = st.builds(
    Facts,
    session_id=st.just(1),
    noticed=st.booleans(),
    open=st.booleans(),
    quorum_met=st.booleans(),
    binding=st.booleans(),
    item_id=id_s,
    next_item=st.one_of(st.none(), st.just((2, 2, "停车"))),
    speaking=st.sampled_from(["", "王秀兰"]),
    next_speaker=st.one_of(st.none(), st.just((3, "李建国", Sentence("按举手先后")))),
    waiting=st.integers(0, 3),
    begun=st.booleans(),
    motion_id=id_s,
    motion_waits_for_second=st.booleans(),
    amending=st.booleans(),
    procedure=st.one_of(st.none(), st.just(MotionKind.CLOSE_DEBATE)),
    objected=st.booleans(),
    recess=st.booleans(),
    ballot=st.one_of(st.none(), st.builds(BallotFacts, id=st.just(4))),
    tied_ballot_id=id_s,
    prepared=st.lists(st.builds(Prepared, id=st.integers(1, 9), question=st.just("问")), max_size=4).map(tuple),
)


@pytest.mark.parametrize("together", TOGETHER, ids=lambda groups: "+".join(sorted(groups)))
def test_no_two_keys_clash_where_they_are_on_the_console_together(together: set[Group]) -> None:
    keys = [key.code for key in KEYS.values() if key.group in together]
    assert sorted(keys) == sorted(set(keys))


def test_every_group_is_somewhere_on_the_console_and_has_a_name() -> None:
    assert set().union(*TOGETHER) == set(Group) == set(GROUP_NAMES)


@given(facts_s)
def test_the_steps_shown_at_one_time_have_keys_of_their_own(facts: Facts) -> None:
    offered = steps(facts)
    keys = [step.key for step in offered.others] + ([offered.next.key] if offered.next else [])
    assert sorted(keys) == sorted(set(keys))
    assert set(keys) <= {key.key for key in KEYS.values()}
    assert offered.next is None or offered.next.key == SPACE


def test_the_sheet_holds_every_key_of_the_chair_and_fewer_for_who_records() -> None:
    of_chair = [key for _, keys in sheet(presides=True) for key in keys]
    of_recorder = [key for _, keys in sheet(presides=False) for key in keys]
    assert of_chair == list(dict.fromkeys(of_chair)) and len(of_chair) == len(KEYS)
    assert set(of_recorder) < set(of_chair)
    assert not {key.says for key in of_recorder} & {KEYS["next"].says, KEYS["motion"].says, KEYS["close"].says}


def test_no_template_or_script_of_the_console_names_a_key_by_itself() -> None:
    for path in CONSOLE:
        text = path.read_text(encoding="utf-8")
        for hint in re.findall(r"data-key=\"[^{\"]+\"|data-field-key=\"[^{\"]+\"|<kbd>[^{<]+</kbd>", text):
            pytest.fail(f"{path.name}: {hint}")
    for path in SCRIPTS:
        code = re.sub(r"/\*.*?\*/|//.*", "", path.read_text(encoding="utf-8"), flags=re.S)
        known = {key.code for key in KEYS.values()} - {SPACE, "/", "?"}  # these two are told from their places
        named = set(re.findall(r"[\"']([a-z])[\"']", code)) & known
        assert named <= {"z"}, f"{path.name}: {named}"  # Ctrl+Z is everywhere's


def test_every_key_is_used() -> None:
    places = [*CONSOLE, *(ROOT / "agenda/room").glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in places if path.name != "keys.py")
    for name in KEYS:
        used = rf"console_keys\.{name}\b|(keyed|field_key)\('{name}'|KEYS\[\"{name}\"\]|prepared_{{n}}"
        assert re.search(used, text), name
