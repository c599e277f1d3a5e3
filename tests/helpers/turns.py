"""Which tests are handed to which process, and when, where several run side by side.

A file is handed out as a whole, for the sake of what its tests share. Where its tests are long each is handed out by
itself, the longest first, and all of them in the first part of the run: none is left for the end, when the other
processes would wait for it, and a browser is driven beside tests that need none.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

ONE_BY_ONE = ("tests/browser/", "tests/crash/", "tests/hostile/", "tests/live/", "tests/test_permissions.py")
SECONDS = {"house": 8.0, "demo": 8.0, "server": 0.7, "app": 0.3, "database": 0.15}
"""About how long a test takes, by the dearest fixture it uses; `pytest.mark.long(seconds)` knows it better."""
OTHERS = 0.02
FIRST_PART = 0.8


def turn_of(nodeid: str) -> str:
    """What is handed out together with the test."""
    return nodeid if nodeid.startswith(ONE_BY_ONE) else nodeid.partition("::")[0]


def seconds_of(item: pytest.Item) -> float:
    if known := item.get_closest_marker("long"):
        return float(known.args[0])
    used = getattr(item, "fixturenames", ())
    return next((seconds for name, seconds in SECONDS.items() if name in used), OTHERS)


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    turns: dict[str, list[pytest.Item]] = {}
    for item in items:
        turns.setdefault(turn_of(item.nodeid), []).append(item)
    return [
        item for name in _in_order({name: sum(map(seconds_of, turns[name])) for name in turns}) for item in turns[name]
    ]


def _in_order(seconds: dict[str, float]) -> Iterator[str]:
    """Each with its part of the way behind it; what is handed out one by one comes to its end earlier than files."""
    places: list[tuple[float, str]] = []
    for one_by_one, whole in ((True, FIRST_PART), (False, 1.0)):
        names = [name for name in sorted(seconds, key=lambda name: -seconds[name]) if ("::" in name) is one_by_one]
        total, passed = sum(seconds[name] for name in names), 0.0
        for name in names:
            places.append((whole * passed / total, name))
            passed += seconds[name]
    return iter(name for _, name in sorted(places, key=lambda place: place[0]))
