from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from forum import parts
from forum.errors import N_, NotFound
from forum.importing import columns, staging
from forum.importing.matching import Plan, plan
from forum.importing.shape import Column, Fault, Importer, Row, Subject
from forum.importing.staging import Staged


@dataclass(frozen=True)
class Prepared:
    """A file against the list as it is now: what would become of each row, and what is wrong with the others."""

    staged: Staged
    subject: Subject
    plan: Plan = field(default_factory=Plan)
    faults: tuple[Fault, ...] = ()
    missing: tuple[Column, ...] = ()

    @property
    def wrong_rows(self) -> list[int]:
        return sorted({fault.line for fault in self.faults})

    @property
    def count(self) -> int:
        return len(self.plan.steps)


async def subject(key: str) -> Subject:
    """By its key: people, roster-3. Raises NotFound."""
    name, _, of = key.partition("-")
    importer = next((one for one in parts.importers if one.name == name), None)
    if importer is None or (of and not of.isdecimal()) or bool(of) != (importer.several is not None):
        raise NotFound(N_("没有这种名单。"))
    return await importer.open(int(of[:9]) if of else None)


async def lists() -> list[tuple[Importer, str, str, bool]]:
    """Every list that can be read in: its importer, its key, of what it is, and whether a file is waiting."""
    found = []
    for importer in parts.importers:
        several = await importer.several() if importer.several else [(None, "")]
        for of, about in several:
            key = importer.name if of is None else f"{importer.name}-{of}"
            found.append((importer, key, about, staging.is_waiting(key)))
    return found


async def prepared(one: Staged, of: Subject, more: Mapping[str, str] | None = None) -> Prepared:
    """`more` are answers that are not kept yet. Ten thousand rows keep off the loop."""
    return await asyncio.to_thread(prepare, one, of, {**one.decisions, **(more or {})})


def prepare(one: Staged, of: Subject, decisions: Mapping[str, str]) -> Prepared:
    missing = tuple(columns.missing(one.chosen, of.columns))
    if missing:
        return Prepared(one, of, missing=missing)
    read, faults = columns.rows(one.table, one.header, one.chosen, of.columns)
    good: list[Row] = []
    for row in read:
        found = of.faults(row)
        faults += found
        if not found:
            good.append(replace(row, cells=of.read(row.cells)))
    made = plan(good, of, decisions)
    return Prepared(one, of, made, tuple(sorted([*faults, *made.faults], key=lambda fault: fault.line)))


async def waiting(of: Subject) -> Prepared | None:
    """The file that was read for this list and is not put in yet."""
    one = await asyncio.to_thread(staging.kept, of.key)
    return await prepared(one, of) if one else None
