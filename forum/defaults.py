"""Settings of which each has a usual value: what is stored of them is what a community has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Self


class Defaults:
    """For a frozen dataclass all of whose fields have a default."""

    @classmethod
    def from_json(cls, changed: Mapping[str, Any]) -> Self:
        usual: Any = cls()
        return cls(**{**asdict(usual), **changed})

    def to_json(self) -> dict[str, Any]:
        """What differs from the usual."""
        usual, own = asdict(type(self)()), asdict(self)  # type: ignore[call-overload]
        return {name: value for name, value in own.items() if value != usual[name]}
