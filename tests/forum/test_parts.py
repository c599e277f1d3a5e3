"""What the floors bring to the house's registries."""

from __future__ import annotations

from forum import parts
from forum.app import House


def test_nothing_is_brought_to_the_house_twice(unstarted_app: House) -> None:
    listed = {name: held for name, held in parts.registries().items() if isinstance(held, list)}
    assert {"tasks", "sections_of_body", "sections_of_topic", "importers"} <= set(listed)
    assert [name for name, held in listed.items() if len(held) != len(set(map(id, held)))] == []


def test_a_house_put_together_again_starts_with_empty_registries(unstarted_app: House) -> None:
    assert all(parts.registries()[name] for name in ("tasks", "board", "matters", "picture_readers"))
    parts.forget()
    assert not any(parts.registries().values())
