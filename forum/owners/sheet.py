"""The register as a file that can be read back: one row a flat. Documents are not in it: nobody has them."""

from __future__ import annotations

from collections.abc import Iterable

from forum.errors import N_
from forum.owners.models import Flat

TITLE = N_("业主名册")
HEADERS = ("序号", "房号", "专有部分面积", "业主", "销售状态")
"""In Chinese whoever asks: so the import knows them."""
WIDTHS = (8, 20, 14, 36, 12)
UNSOLD = "未售"


def lines(flats: Iterable[Flat]) -> list[list[str]]:
    """Areas to the hundredth as they are kept, never by way of a binary fraction."""
    rows = [
        [
            str(flat.membership.number) if flat.membership else "", flat.label, area_said(flat.area),
            "、".join(flat.owners), UNSOLD if flat.by_developer else "",
        ]
        for flat in flats
    ]  # fmt: skip
    return [list(HEADERS), *rows]


def area_said(hundredths: int) -> str:
    """8912 → 89.12"""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
