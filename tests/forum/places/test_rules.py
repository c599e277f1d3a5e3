"""The tree keeps its shape whatever is moved, and every count is counted once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import BadInput, RuleBroken
from forum.places import rules
from forum.places.models import PlaceKind
from forum.places.rules import Node

LEVELS = [PlaceKind.COMMUNITY, PlaceKind.GRID, PlaceKind.BLOCK, PlaceKind.HOUSEHOLD]


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """A community with up to three places under each place, down to the households."""
    nodes, level, number = [Node(1, None, LEVELS[0], "1")], [1], 1
    for kind in LEVELS[1:]:
        below = []
        for parent in level:
            for _ in range(draw(st.integers(0, 3))):
                number += 1
                nodes.append(Node(number, parent, kind, str(number)))
                below.append(number)
        level = below
    return nodes


@given(trees(), st.data())
def test_what_a_place_has_is_its_own_and_what_its_parts_have(nodes: list[Node], data: st.DataObject) -> None:
    own = {node.id: data.draw(st.integers(0, 9)) for node in nodes}
    total = rules.summed(nodes, own)
    assert total[1] == sum(own.values())
    for node in nodes:
        parts = [total[one.id] for one in nodes if one.parent_id == node.id]
        assert total[node.id] == own[node.id] + sum(parts)


@given(trees())
def test_counts_of_places_that_are_not_in_the_tree_are_left_out(nodes: list[Node]) -> None:
    assert rules.summed(nodes, {999: 5}) == {node.id: 0 for node in nodes}


@given(trees())
def test_below_a_place_parents_come_before_their_children(nodes: list[Node]) -> None:
    found = [node.id for node in rules.from_above(1, nodes)]
    assert sorted(found) == sorted(node.id for node in nodes if node.id != 1)
    for node in nodes:
        if node.parent_id in found:
            assert found.index(node.parent_id) < found.index(node.id)


@given(trees())
def test_a_name_is_written_after_all_above_it(nodes: list[Node]) -> None:
    known = {node.id: node for node in nodes}
    for id, path in rules.paths_below(1, "顶", nodes).items():
        node, expected = known[id], ""
        while node.parent_id is not None:
            expected, node = f"{node.name}{expected}", known[node.parent_id]
        assert path == f"顶{expected}"


def test_what_lies_in_the_community_is_written_without_it() -> None:
    assert rules.path_of("第三网格", PlaceKind.COMMUNITY, "梧桐里社区") == "第三网格"
    assert rules.path_of("7号楼", PlaceKind.GRID, "第三网格") == "第三网格7号楼"
    assert rules.path_of("青石街道", None, "") == "青石街道"


@given(trees(), st.data())
def test_a_move_never_makes_a_ring(nodes: list[Node], data: st.DataObject) -> None:
    known = {node.id: node for node in nodes}
    moved, parent = data.draw(st.sampled_from(nodes)), data.draw(st.sampled_from(nodes))
    above, at = [], parent
    while at.parent_id is not None:
        at = known[at.parent_id]
        above.append(at.id)
    try:
        rules.check_move(moved.id, moved.kind, parent, above)
    except RuleBroken:
        return
    assert moved.id != parent.id and moved.id not in above
    assert moved.kind in rules.BELOW[parent.kind]


@pytest.mark.parametrize(("kind", "parent"), [(PlaceKind.HOUSEHOLD, PlaceKind.GRID), (PlaceKind.GRID, None)])
def test_levels_are_not_skipped(kind: PlaceKind, parent: PlaceKind | None) -> None:
    with pytest.raises(BadInput):
        rules.check_below(kind, parent)
