from __future__ import annotations

from datetime import date

from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import Event, answer, command, record, transaction
from forum.people.models import Person
from minutes.points import earning, ledger, queries, rules
from minutes.points.earning import Earned
from minutes.points.models import AccountKind, EntryKind, PointAccount, PointEntry, PointTerms
from minutes.points.rules import Terms


@command
async def keep_terms(terms: Terms, *, by: Actor) -> None:
    """What earns how much from now on, and whether points are kept at all; what was earned stays."""
    async with transaction():
        require(by, Permission.KEEP_POINTS)
        before = await PointTerms.all().order_by("id").first()
        was_on = before is not None and Terms.from_json(before.terms).on
        open_requests = 0 if terms.on else await queries.open_count()
        if open_requests:
            raise RuleBroken(N_("还有 {n} 份兑换没有答复，先答复再关。"), n=open_requests)
        since = before.since if before is not None and was_on else clock.now()
        await PointTerms.all().delete()
        await PointTerms.create(terms=terms.to_json(), since=since if terms.on else None)
        record("points.terms_kept", by, on=terms.on)


# ---- earning ----


@command
async def credit_for(room_id: int, seq: int, *, by: Actor) -> int:
    """Credit who has earned by the event of that room and number. Gives how many are new: a second time nobody is.

    Silent where nobody has earned anything, or points are not kept.
    """
    async with transaction():
        require(by, Permission.ADMINISTER)
        event, terms, since = await Event.get(room_id=room_id, seq=seq), *await queries.terms_since()
        if not terms.on or since is None or event.at < since:
            return answer(0)
        earned = await earning.earned_by(event)
        entries = await _credit(earned, terms, by) if earned else []
        if earned and entries:
            what, _, id = earned.source.partition("-")
            record("points.credited", by, entries=len(entries), points=sum(entries), **{what: int(id)})
        return answer(len(entries))


async def _credit(earned: Earned, terms: Terms, by: Actor) -> list[int]:
    """Gives what each got."""
    people = await earning.who_earns(earned.people, officials=terms.officials)
    accounts = [await ledger.account_of_person(id) for id in sorted(people)]
    accounts += [await ledger.account_of_unit(id) for id in sorted(await earning.teams_among(earned.units))]
    done = {entry.taker_id for entry in await PointEntry.filter(source=earned.source)}
    entries = []
    for account in (one for one in accounts if one.id not in done):
        points = await _within(account, terms.of(earned.kind), earned.on, terms)
        if points:
            more = {"source": earned.source, "happened_on": earned.on, "words": earned.words}
            await ledger.move(await ledger.own(AccountKind.ISSUED), account, points, earned.kind, by, **more)
            entries.append(points)
    return entries


async def _within(account: PointAccount, points: int, on: date, terms: Terms) -> int:
    """What the caps leave of it; a team's points are those of many."""
    if account.kind is AccountKind.UNIT:
        return points
    return rules.within(points, terms, *await queries.earned_by_then(account.id, on))


@command
async def enter_service(
    minutes: int,
    on: date,
    words: str,
    witness: str,
    *,
    by: Actor,
    person_id: int | None = None,
    unit_id: int | None = None,
) -> int:
    """Service that nothing else tells of, by a person or a team. Gives the points that the caps let through."""
    async with transaction():
        require(by, Permission.KEEP_POINTS)
        terms = await queries.terms_kept()
        rules.check_happened(on, clock.today())
        account = await _earner(person_id, unit_id)
        await _check_new(account, on, words)
        points = await _within(account, rules.for_time(minutes, terms.hour), on, terms)
        if not points:
            raise RuleBroken(N_("已经到了封顶的分数，没有再记。"))
        entry = await ledger.move(
            await ledger.own(AccountKind.ISSUED), account, points, EntryKind.SERVICE, by, happened_on=on, words=words,
            witness=witness,
        )  # fmt: skip
        record("points.entered", by, entry=entry.id, points=points, minutes=minutes)
        return answer(points)


async def _earner(person_id: int | None, unit_id: int | None) -> PointAccount:
    if unit_id is not None:
        unit = await Unit.get_or_none(id=unit_id)
        if unit is None or not earning.is_team(unit):
            raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
        return await ledger.account_of_unit(unit_id)
    if person_id is None or not await Person.exists(id=person_id):
        raise BadInput({"name": Sentence(N_("居民名册上没有这个姓名，请先登记。"))})
    return await ledger.account_of_person(person_id)


async def _check_new(account: PointAccount, on: date, words: str) -> None:
    """The same deed of the same day is one deed, however often its paper is brought."""
    same = await PointEntry.filter(taker_id=account.id, kind=EntryKind.SERVICE, happened_on=on, words=words)
    taken_back = await PointEntry.filter(corrects_id__in=[one.id for one in same]).count()
    if len(same) > taken_back:
        raise RuleBroken(N_("这一天的这件事已经记过了。"))


@command
async def correct_entry(entry_id: int, reason: str, *, by: Actor) -> int:
    """Take a wrong line back by another that names it, also where its points are spent already. Gives the new line."""
    async with transaction():
        require(by, Permission.KEEP_POINTS)
        await queries.terms_kept()
        wrong = await PointEntry.get_or_none(id=entry_id).prefetch_related("giver", "taker")
        if wrong is None:
            raise NotFound(N_("找不到这一笔。"))
        rules.check_correct(wrong.kind, corrected=await PointEntry.exists(corrects_id=entry_id))
        entry = await ledger.move(
            wrong.taker, wrong.giver, wrong.points, EntryKind.CORRECTION, by, corrects_id=wrong.id, words=reason
        )
        record("points.corrected", by, entry=entry.id, corrects=wrong.id, points=wrong.points)
        return answer(entry.id)


@command
async def share_points(account_id: int, person_id: int, points: int, words: str, *, by: Actor) -> int:
    """A team gives of its points to a volunteer of its own: by its delegate, or the office. Gives the account's id."""
    async with transaction():
        await queries.terms_kept()
        team = await PointAccount.get_or_none(id=account_id, kind=AccountKind.UNIT)
        if team is None:
            raise NotFound(N_("找不到这个账户。"))
        if team.unit_id not in by.units and not by.in_office:
            raise NotAllowed(N_("队里的福分由队里的代表来分。"))
        if person_id not in {member.person_id for member in await queries.members(team.unit_id or 0)}:
            raise BadInput({"person_id": Sentence(N_("请从列表中选一项。"))})
        taker = await ledger.account_of_person(person_id)
        await ledger.spend(team, taker, points, EntryKind.SHARED, by, words=words)
        record("points.shared", by, account=account_id, person=person_id, points=points)
        return answer(account_id)
