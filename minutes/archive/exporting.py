"""A whole session out of the database: its record, with the rows that `yishi import-session` restores from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any

from tortoise.models import Model

from agenda.ballots.models import BallotState
from agenda.sessions.models import Session, SessionState
from forum.errors import N_, RuleBroken
from forum.people import credentials
from forum.places.models import PlaceKind
from minutes.archive.tables import LEFT_OUT, OWNED, SHARED, WITH_SHARED, references, section, table
from minutes.drafting.models import Minutes
from minutes.evidence import queries as evidence
from minutes.evidence import recording
from minutes.evidence.documents import RecordFile

Rows = dict[str, list[dict[str, Any]]]


async def whole(session: Session) -> RecordFile:
    """The archive's record with rows. Raises RuleBroken before the session is over."""
    if session.state is not SessionState.CLOSED:
        raise RuleBroken(N_("会议还没有结束，闭会以后才能整卷存档。"))
    minutes = await Minutes.get_or_none(session_id=session.id)
    edition = await evidence.edition(minutes.id) if minutes else None
    record = await recording.record(session.id, minutes, public=False, code=edition.code if edition else "")
    rows = {section(name): found for name, found in (await _rows(session.id)).items() if found}
    source = f"{credentials.digest('installation', '')[:32]}:{session.id}"
    return record.model_copy(update={"rows": rows, "source": source})


async def _rows(session_id: int) -> Rows:
    found: Rows = {"session": await _read(Session, id=session_id)}
    for model, column, parent in OWNED:
        found[table(model)] = await _owned(model, column, parent, found)
    for _ in range(2):  # what a shared row refers to is shared as well: a topic's proposer, a person's place
        for shared in SHARED:
            found[table(shared)] = await _referred(shared, found)
    await _with_parents(found)
    for model, column, parent in WITH_SHARED:
        found[table(model)] = await _owned(model, column, parent, found)
    found["person"] = await _referred(SHARED[2], found)
    found["place"] = await _referred(SHARED[5], found)
    await _with_parents(found)
    return found


async def _owned(model: type[Model], column: str, parent: str, found: Rows) -> list[dict[str, Any]]:
    """Of a secret ballot no votes: they say who took part when. Its published papers are there."""
    rows = found[parent]
    if table(model) == "vote":
        rows = [row for row in rows if not row["secret"]]
    if table(model) == "ballot":
        return [row for row in await _read(model, session_id__in=_ids(rows)) if row["state"] != BallotState.OPEN]
    return await _read(model, **{f"{column}__in": _ids(rows)})


async def _referred(model: type[Model], found: Rows) -> list[dict[str, Any]]:
    wanted = {row["id"] for row in found.get(table(model), ())}
    owners: list[type[Model]] = [Session, *(one.model for one in (*OWNED, *WITH_SHARED)), *SHARED]
    for owner in owners:
        columns = [column for column, name in references(owner).items() if name == table(model)]
        wanted |= {row[column] for row in found.get(table(owner), ()) for column in columns if row.get(column)}
    return await _read(model, id__in=list(wanted))


async def _with_parents(found: Rows) -> None:
    """Places up to the subdistrict; a household is as good as an address, so its people are of the block."""
    from forum.places.models import Place

    while missing := {row["parent_id"] for row in found["place"] if row["parent_id"]} - set(_ids(found["place"])):
        found["place"] += await _read(Place, id__in=list(missing))
    homes = {row["id"]: row["parent_id"] for row in found["place"] if row["kind"] == PlaceKind.HOUSEHOLD}
    found["person"] = [{**row, "place_id": homes.get(row["place_id"], row["place_id"])} for row in found["person"]]
    found["place"] = [row for row in found["place"] if row["id"] not in homes]


async def _read(model: type[Model], **which: Any) -> list[dict[str, Any]]:
    columns = [name for name in model._meta.fields_db_projection if name not in LEFT_OUT.get(table(model), ())]
    rows = await model.filter(**which).order_by("id").values(*columns)
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _ids(rows: Iterable[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]
