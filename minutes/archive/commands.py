from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from tortoise.models import Model

from agenda.recount import reading
from agenda.recount.rules import recount
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Body, Unit
from forum.errors import N_, RuleBroken
from forum.journal import Event, Room, answer, command, record, transaction
from forum.places.models import Place
from minutes.archive.models import Imported
from minutes.archive.tables import IN_EVENTS, LEFT_OUT, OWNED, SHARED, WITH_SHARED, references, section, table
from minutes.drafting.models import Minutes
from minutes.evidence import chain, recording
from minutes.evidence.documents import RecordFile, written

Ids = dict[str, dict[int, int]]
ALTERED = N_("这份存档被改动过：会议记录和它的链尾对不上，没有导入。")


@command
async def import_session(file: RecordFile, *, by: Actor) -> int:
    """Restore a session that another installation has exported; all of it or nothing. Gives its id here.

    Raises NotAllowed, RuleBroken: it was imported before, was altered, does not fit, or comes out otherwise.
    """
    _check(file)
    async with transaction():
        require(by, Permission.ADMINISTER)
        if await Imported.exists(origin=file.source):
            raise RuleBroken(N_("这次会议已经导入过。"))
        ids = await _known(file.source.partition(":")[0])
        await _restore(file, ids)
        session = await Session.get(id=ids["session"][int(file.source.partition(":")[2])])
        await _check_result(file, session)
        kept = {name: {str(old): new for old, new in of_table.items()} for name, of_table in ids.items()}
        shared = {table(model): kept.get(table(model), {}) for model in SHARED}
        await Imported.create(origin=file.source, session_id=session.id, ids=shared, at=clock.now())
        record("session.imported", by, session=session.id)
        return answer(session.id)


def _check(file: RecordFile) -> None:
    if file.rows is None or not file.source:
        raise RuleBroken(N_("这份文件里没有整卷存档，只能用来查看和重新计票，不能导入。"))
    if chain.head(file.chain.events) != chain.Head(file.chain.seq, file.chain.head):
        raise RuleBroken(ALTERED)


async def _known(installation: str) -> Ids:
    """People and places that came with earlier sessions from there, as long as they are here."""
    found: Ids = {}
    for earlier in await Imported.filter(origin__startswith=f"{installation}:"):
        for model in SHARED:
            mapping = {int(old): new for old, new in earlier.ids.get(table(model), {}).items()}
            here: set[Any] = set(await model.filter(id__in=list(mapping.values())).values_list("id", flat=True))
            found.setdefault(table(model), {}).update({old: new for old, new in mapping.items() if new in here})
    return found


# ---- rows --------------------------------------------------------------------------------------------------------


async def _restore(file: RecordFile, ids: Ids) -> None:
    """In an order in which what a row refers to is there before it."""
    rows = file.rows or {}
    await _shared(Place, rows, ids, same=("parent_id", "name"))
    await _shared(Unit, rows, ids, same=("name",))
    await _shared(Body, rows, ids, same=("name",))
    models = {table(model): model for model in (*SHARED, *(one.model for one in (*OWNED, *WITH_SHARED)))}
    known = {name: set(ids.get(name, ())) for name in ("topic", "project")}
    for name in ("person", "topic", "project"):
        await _shared(models[name], rows, ids)
    room = await Room.create(kind="session", seq=file.chain.seq)
    session = {"room_id": room.id, "check_in_code": secrets.token_urlsafe(12)}
    await _owned(Session, rows, ids, **session)
    for model, _, _ in OWNED:
        await _owned(model, rows, ids)
    for model, column, parent in WITH_SHARED:
        new = [row for row in rows.get(section(table(model)), ()) if row[column] not in known[parent]]
        await _owned(model, {section(table(model)): new}, ids)
    await _events(file, room.id, ids)


async def _shared(model: type[Model], rows: dict[str, Any], ids: Ids, same: tuple[str, ...] = ()) -> None:
    """Found again, by what makes it the `same` or by an earlier import, or else made."""
    mine = ids.setdefault(table(model), {})
    found = rows.get(section(table(model)), [])
    for row in sorted(found, key=lambda row: (len(row.get("path", "")), row["id"])):
        if row["id"] in mine:
            continue
        values = _values(model, row, ids)
        known = await model.get_or_none(**{name: values[name] for name in same}) if same else None
        mine[row["id"]] = (known or await model.create(**values)).pk


async def _owned(model: type[Model], rows: dict[str, Any], ids: Ids, **extra: Any) -> None:
    mine = ids.setdefault(table(model), {})
    # A task that was struck for another refers to it, be that the newer one.
    for row in sorted(rows.get(section(table(model)), ()), key=lambda row: row.get("same_as_id") is not None):
        values = _values(model, row, ids) | extra
        if table(model) == "minutes":
            await _check_number(values)
        if table(model) == "motion":
            values["details"] = _data(values.get("details", {}), ids)
        if table(model) == "whistle_call":
            values["token"] = secrets.token_urlsafe(24)
        if table(model) == "vote":
            values["command_id"] = f"imported-{row['id']}"
        mine[row["id"]] = (await model.create(**values)).pk


async def _check_number(values: dict[str, Any]) -> None:
    same = {name: values[name] for name in ("body_id", "year", "number")}
    if values["number"] and await Minutes.exists(**same):
        raise RuleBroken(N_("这个组织已经有同一年同一号的会议纪要，没有导入。"))


def _values(model: type[Model], row: dict[str, Any], ids: Ids) -> dict[str, Any]:
    """A row's columns with ids of here; one that points out of the archive is empty."""
    columns = model._meta.fields_map
    if unknown := set(row) - set(columns) - LEFT_OUT.get(table(model), frozenset()):
        raise RuleBroken(N_("这份存档是新版本导出的（{what}），请先升级再导入。"), what=", ".join(sorted(unknown)))
    refers = references(model)
    found = {}
    for name, value in row.items():
        if name == "id" or name in LEFT_OUT.get(table(model), ()):
            continue
        found[name] = ids.get(refers[name], {}).get(value) if name in refers else columns[name].to_python_value(value)
        if name in refers and found[name] is None and not columns[name].null:
            raise RuleBroken(
                N_("这份存档不完整：{table}里有一行指向不存在的{parent}。"), table=table(model), parent=refers[name]
            )
    return found


async def _events(file: RecordFile, room_id: int, ids: Ids) -> None:
    """With ids of here. The events as they were hashed stay in the archive file and in the editions' records."""
    at = Event._meta.fields_map["at"]
    made = [
        Event(
            room_id=room_id, seq=one["seq"], kind=one["kind"], at=at.to_python_value(one["at"]),
            by_id=ids.get("person", {}).get(one["by"]), data=_data(one["data"], ids),
        )
        for one in file.chain.events
    ]  # fmt: skip
    await Event.bulk_create(made, batch_size=500)


def _data(data: dict[str, Any], ids: Ids) -> dict[str, Any]:
    def here(name: str, value: Any) -> Any:
        of_table = ids.get(IN_EVENTS.get(name, ""), {})
        if isinstance(value, list):
            return [of_table.get(one, one) if isinstance(one, int) else one for one in value]
        return of_table.get(value, value) if isinstance(value, int) and not isinstance(value, bool) else value

    return {name: here(name, value) for name, value in data.items()}


# ---- the same comes out ------------------------------------------------------------------------------------------

_COMPARED = ("organization", "event", "attendance", "agenda", "motions", "vote_events", "actions")


async def _check_result(file: RecordFile, session: Session) -> None:
    """What is told of the session from here is what the file tells, and its ballots count the same."""
    minutes = await Minutes.get_or_none(session_id=session.id)
    made = await recording.record(session.id, minutes, public=False)
    differs = [name for name in _COMPARED if getattr(made, name) != getattr(file, name)]
    if [_seat(one) for one in made.memberships] != [_seat(one) for one in file.memberships]:
        differs.append("memberships")
    if _results(made) != _results(file):
        differs.append("recount")
    if differs:
        raise RuleBroken(N_("导入以后对不上的有：{what}。存档可能被改动过，没有导入。"), what=", ".join(differs))


def _seat(member: Any) -> Any:
    """Pseudonyms are each installation's own."""
    return member.model_copy(update={"voter": ""})


def _results(file: RecordFile) -> Iterable[Any]:
    polls = reading.read(written(file.model_copy(update={"rows": None})).encode()).polls
    return [(poll.question, one.outcome, one.tally, one.differences) for poll in polls for one in [recount(poll)]]
