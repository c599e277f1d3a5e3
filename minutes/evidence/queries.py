from __future__ import annotations

from minutes.drafting.models import Version
from minutes.evidence.models import Copy, Edition, Issued


async def editions(minutes_id: int) -> list[Edition]:
    """Newest first, each with the files issued of it."""
    return await Edition.filter(minutes_id=minutes_id).order_by("-version").prefetch_related("issued")


async def edition(minutes_id: int, version: int | None = None) -> Edition | None:
    """The newest, or that of a version."""
    of_version = {} if version is None else {"version": version}
    return await Edition.filter(minutes_id=minutes_id, **of_version).order_by("-version").first()


async def version(edition: Edition) -> Version:
    """The texts that were published."""
    return await Version.get(minutes_id=edition.minutes_id, number=edition.version)


async def issued(edition_id: int, copy: Copy) -> Issued | None:
    return await Issued.get_or_none(edition_id=edition_id, copy=copy)
