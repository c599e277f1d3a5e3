from __future__ import annotations

from collections.abc import Sequence

from agenda.sessions.commands import session_for_command
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, record, transaction
from minutes.drafting import queries, reading, rules, standing_in
from minutes.drafting.models import Minutes, MinutesState, Revision, Section, Version
from minutes.drafting.sections import Part, composed, keeps_all, new_key, rekeyed, split
from minutes.drafting.views import OPINIONS
from minutes.review.queries import still_open
from minutes.review.rules import check_answered


@command
async def draft_minutes(session_id: int, *, by: Actor) -> int:
    """Write the draft from the record of a closed session. Gives the minutes' id; a session has only one.

    Raises NotFound, NotAllowed, RuleBroken.
    """
    async with transaction():
        session = await session_for_command(session_id)
        require(by, Permission.RECORD, session)
        if existing := await queries.of_session(session_id):
            return answer(existing.id)
        rules.check_draft(session.state)
        fresh = await reading.fresh(session_id)
        parts = [part for part in fresh.parts if part.text]
        minutes = await Minutes.create(
            session_id=session_id,
            body_id=session.body_id,
            text=composed(parts),
            figures=fresh.values,
            drafted_at=clock.now(),
        )
        await _store(minutes, parts)
        await _keep_revision(minutes, by)
        record("minutes.drafted", by, minutes=minutes.id, session=session_id)
        return answer(minutes.id)


# ---- a section ---------------------------------------------------------------------------------------------------


@command
async def save_section(minutes_id: int, key: str, title: str, text: str, base: int, *, by: Actor) -> int:
    """Keep a section's changed text and clear signatures. Gives the section's revision that now stands.

    `base` is the one that the writer began from. What the same person sends on an old base with nothing missing of what
    stands is taken: an answer of ours was lost. A section that somebody has removed meanwhile is there again.
    Raises NotFound, NotAllowed, BadInput, RuleBroken (somebody else saved since `base`, or it is published).
    """
    async with transaction():
        minutes = await _in_work(minutes_id, by)
        found = await _section(minutes, key)
        if (found.title, found.text) == (title, text):
            return answer(found.revision)
        adds = keeps_all(found.text, text) and found.title == title
        if not (adds and found.changed_by_id is not None and found.changed_by_id == by.person_id):
            rules.check_base(base=base, current=found.revision)
        found.title, found.text, found.revision = title, text, found.revision + 1
        found.changed_by_id, found.changed_at = by.person_id, clock.now()
        await found.save()
        await _changed(minutes, by, section=key, adds=adds)
        return answer(found.revision)


@command
async def add_section(minutes_id: int, title: str, *, by: Actor) -> str:
    """A chapter of the writers' own, before 任务分解表 or at the end. Gives its key."""
    async with transaction():
        minutes = await _in_work(minutes_id, by)
        known = await _sections(minutes)
        key = new_key(section.key for section in known)
        place = next((one.position for one in known if one.key == "actions"), len(known))
        for later in known[place:]:
            await Section.filter(id=later.id).update(position=later.position + 1)
        await Section.create(minutes_id=minutes_id, key=key, position=place, title=title, text="")
        record("minutes.section_added", by, minutes=minutes_id)
        return answer(key)


@command
async def drop_section(minutes_id: int, key: str, base: int, *, by: Actor) -> None:
    """Take a chapter out; its text stays in the revisions. Raises RuleBroken if it has changed since `base`."""
    async with transaction():
        minutes = await _in_work(minutes_id, by)
        found = await _section(minutes, key)
        rules.check_base(base=base, current=found.revision)
        rules.check_drop(key)
        await Section.filter(id=found.id).delete()
        await _changed(minutes, by)


async def _section(minutes: Minutes, key: str) -> Section:
    known = await _sections(minutes)
    found = next((section for section in known if section.key == key), None)
    if found is None:
        rules.check_key(key)
        found = await Section.create(minutes_id=minutes.id, key=key, position=len(known), text="", revision=0)
    return found


async def _sections(minutes: Minutes) -> list[Section]:
    """Stored now, if the minutes were drafted before there were sections; positions without gaps."""
    if not await Section.exists(minutes_id=minutes.id):
        await _store(minutes, split(minutes.text))
    found = await Section.filter(minutes_id=minutes.id).order_by("position", "id")
    for at, section in enumerate(found):
        if section.position != at:
            section.position = at
            await section.save(update_fields=["position"])
    return found


async def _store(minutes: Minutes, parts: Sequence[Part]) -> None:
    for at, part in enumerate(parts):
        await Section.create(minutes_id=minutes.id, key=part.key, position=at, title=part.title, text=part.text)


# ---- the whole ---------------------------------------------------------------------------------------------------


@command
async def save_minutes(minutes_id: int, text: str, base_revision: int, *, by: Actor) -> int:
    """Put a whole text in place, in sections by its chapters. Gives the revision that now stands.

    Raises NotFound, NotAllowed, RuleBroken (somebody saved since `base_revision`, or it is published).
    """
    async with transaction():
        minutes = await _in_work(minutes_id, by)
        if text == minutes.text:
            return answer(minutes.revision)
        rules.check_save(minutes.state, base=base_revision, current=minutes.revision)
        await _replace(minutes, text, by)
        await _changed(minutes, by)
        return answer(minutes.revision)


async def _replace(minutes: Minutes, text: str, by: Actor) -> None:
    known = await _sections(minutes)
    await _put(minutes, rekeyed(split(text), reading.parts(known)), known, by)


async def _put(minutes: Minutes, parts: Sequence[Part], sections: Sequence[Section], by: Actor) -> None:
    """What stays as it was keeps its revision; what is changed or gone conflicts with what somebody has open."""
    known = {section.key: section for section in sections}
    for at, part in enumerate(parts):
        section = known.pop(part.key, None) or Section(minutes_id=minutes.id, key=part.key, text="", revision=0)
        if section.text != part.text:
            section.revision, section.changed_by_id, section.changed_at = (
                section.revision + 1,
                by.person_id,
                clock.now(),
            )
        section.position, section.title, section.text = at, part.title, part.text
        await section.save()
    await Section.filter(id__in=[section.id for section in known.values()]).delete()


async def put_back(minutes: Minutes, version: Version, by: Actor) -> None:
    """Inside the command that gives an amendment up: the text of that version; the other stays among the revisions."""
    known = await _sections(minutes)
    parts = [Part(*section) for section in version.sections]
    if not parts:
        published = await reading.revision(minutes.id, version.revision)
        parts = rekeyed(split(published.text), reading.parts(known))
    if composed(parts) != minutes.text:
        await _put(minutes, parts, known, by)
        await _changed(minutes, by)


async def _changed(minutes: Minutes, by: Actor, *, section: str = "", adds: bool = False) -> None:
    """The text anew from its sections, as the next revision; signatures were for another text."""
    minutes.text = composed(reading.parts(await _sections(minutes)))
    rules.check_length(len(minutes.text))
    before, minutes.revision = minutes.revision, minutes.revision + 1
    minutes.state, minutes.recorder_signed_at, minutes.chair_signed_at = MinutesState.DRAFT, None, None
    await minutes.save()
    if not (adds and await _continues(minutes, before, section, by)):
        await _keep_revision(minutes, by, section)
        record("minutes.saved", by, minutes=minutes.id, revision=minutes.revision)


async def _continues(minutes: Minutes, number: int, section: str, by: Actor) -> bool:
    """The newest revision is the beginning of this one: it goes on as this one, and its event stands for both."""
    newest = await Revision.get_or_none(minutes_id=minutes.id, number=number)
    if newest is None or newest.kept:
        return False
    if not rules.continues(newest.section, newest.by_id, newest.at, section, by.person_id, clock.now()):
        return False
    newest.number, newest.text = minutes.revision, minutes.text
    await newest.save(update_fields=["number", "text"])
    return True


async def _keep_revision(minutes: Minutes, by: Actor, section: str = "") -> None:
    await Revision.create(
        minutes_id=minutes.id,
        number=minutes.revision,
        text=minutes.text,
        section=section,
        by_id=by.person_id,
        at=clock.now(),
    )


@command
async def restore_revision(minutes_id: int, number: int, base_revision: int, *, by: Actor) -> int:
    """Put an earlier text in place again, as a new revision. Raises NotFound, NotAllowed, RuleBroken."""
    async with transaction():
        earlier = await reading.revision(minutes_id, number)
        return answer(await save_minutes(minutes_id, earlier.text, base_revision, by=by))


@command
async def note_corrections(minutes_id: int, *, by: Actor) -> None:
    """Take note of what the record has corrected since: the text says so already; who has signed signs again."""
    async with transaction():
        minutes = await _in_work(minutes_id, by)
        minutes.figures = await reading.values(minutes)
        await _changed(minutes, by)


async def note_opinions(minutes: Minutes, by: Actor) -> None:
    """Inside the command that ticks an opinion: the text says so already, and that is no correction to be looked at."""
    rules.check_in_work(minutes.state)
    now = {name: value for name, value in (await reading.values(minutes)).items() if name.startswith(OPINIONS)}
    minutes.figures |= now
    await _changed(minutes, by)


# ---- signing -----------------------------------------------------------------------------------------------------


@command
async def sign_minutes(minutes_id: int, revision: int, *, by: Actor) -> None:
    """The recorder signs as recorder, the chair as chair, or who stands in; one person who is both signs as both.

    `revision` is what the signer has read. Raises NotFound, NotAllowed, RuleBroken.
    """
    async with transaction():
        minutes = await _locked(minutes_id)
        signers = await standing_in.holders(minutes)
        roles = rules.roles_of(by.person_id, recorder_id=signers[rules.RECORDER], chair_id=signers[rules.CHAIR])
        rules.check_sign(minutes.state, roles, standing_in.signed(minutes), seen=revision, current=minutes.revision)
        rules.check_fields(*await reading.doubtful(minutes))
        check_answered(await still_open(minutes_id))
        if rules.RECORDER in roles:
            minutes.recorder_signed_at = clock.now()
        if rules.CHAIR in roles:
            minutes.chair_signed_at = clock.now()
        if minutes.recorder_signed_at and minutes.chair_signed_at:
            minutes.state = MinutesState.SIGNED
        await minutes.save(update_fields=["state", "recorder_signed_at", "chair_signed_at"])
        await Revision.filter(minutes_id=minutes_id, number=minutes.revision).update(kept=True)
        record("minutes.signed", by, minutes=minutes_id, revision=minutes.revision, roles=sorted(roles))


async def _in_work(minutes_id: int, by: Actor) -> Minutes:
    """Raises NotFound, NotAllowed, RuleBroken once it is published."""
    minutes = await _locked(minutes_id)
    require(by, Permission.RECORD, minutes.session)
    rules.check_in_work(minutes.state)
    return minutes


async def _locked(minutes_id: int) -> Minutes:
    found = await Minutes.select_for_update().get_or_none(id=minutes_id).prefetch_related("session")
    if found is None:
        raise NotFound(N_("找不到这份会议纪要。"))
    return found
