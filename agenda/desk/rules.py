"""What the desk at the door goes by. Pure."""

from __future__ import annotations

from collections.abc import Collection

from forum.errors import N_, BadInput, Sentence

DOORS_OPEN = frozenset({"noticed", "open"})
"""States of a session in which people check in."""


def block_of(path: str | None, kind: str | None, above: str | None) -> str:
    """Where somebody lives as the desk may show it: the block, never the household."""
    return (above if kind == "household" else path) or ""


def check_one(found: Collection[object], typed: str) -> None:
    """Raises BadInput unless exactly one is meant."""
    if not typed:
        raise BadInput({"who": Sentence(N_("请扫胸牌，或输入姓名、拼音首字母、席号。"))})
    if not found:
        raise BadInput({"who": Sentence(N_("名册上没有“{typed}”。没有列入名册的人，请登记列席。"), {"typed": typed})})
    if len(found) > 1:
        sentence = Sentence(N_("有{n}席都对得上，请在名单里点。"), {"n": len(found)})
        raise BadInput({"who": sentence})


NEW = "new"
"""The answer that a namesake of the register is somebody else."""


def check_known(namesakes: Collection[object], chosen: str) -> None:
    """Raises BadInput where the register has the name, and nobody has said whether it is them."""
    if namesakes and not chosen:
        raise BadInput({"person": Sentence(N_("居民名册上有同名的人，请选是不是他。"))})
