"""评事 of the year's works: the resident is the final judge, and no low word of theirs ends nowhere."""

from __future__ import annotations

from forum import clock
from forum.access import SYSTEM, Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.journal import answer, command, record, transaction
from forum.workdays import queries as workdays
from minutes.action_items.rules import due_after_reopening
from minutes.projects.models import RatingSource
from minutes.projects.rules import SCORE_NAMES, check_source, reopens
from minutes.works import asking, queries, rules
from minutes.works.models import WorkFollow, WorkRating, WorkRedone, WorkState, YearWork


@command
async def rate_work(
    work_id: int, score: int, words: str = "", *, by: Actor, source: RatingSource = RatingSource.DEVICE,
    asked_id: int | None = None,
) -> bool:  # fmt: skip
    """By a resident, once a round; or entered by the office for whom it asked: `asked_id`, or somebody without a name.

    A 1 or 2 of who asked for it reopens it, and so does a median of 2 or less from three and more: answers whether
    this one did.
    """
    async with transaction():
        called = source is not RatingSource.DEVICE
        if called:
            require(by, Permission.KEEP_WORKS)
            check_source(source)
        work, person_id = await queries.work(work_id), asked_id if called else person_of(by)
        if score not in SCORE_NAMES:
            raise BadInput({"score": Sentence(N_("请选 1 到 5 分。"))})
        asked_for_it = person_id in asking.proposers(work)
        if not called and not asked_for_it and asking.carries_out(work, by):
            raise NotAllowed(N_("这是您单位办的事，请居民来评。"))
        rules.check_rate(work.state, by_projects=bool(list(work.projects)), rated=queries.rated_by(work, person_id))
        if called and asked_id is not None and asked_id not in {one.id for one in await asking.to_call(work)}:
            raise BadInput({"asked_id": Sentence(N_("请从列表中选一项。"))})
        await WorkRating.create(
            work_id=work_id, person_id=person_id, source=source, score=score, words=words, at=clock.now(),
            entered_by_id=person_of(by) if called else None, round=work.round,
        )  # fmt: skip
        # No event says whose it is: only the row does, until the round ends, so that nobody rates twice.
        teller = by if called else SYSTEM
        record("work.rated", teller, work=work_id, score=score, round=work.round)
        scores = await WorkRating.filter(work_id=work_id, round=work.round).values_list("score", flat=True)
        again = reopens(score, [int(str(one)) for one in scores], proposer=asked_for_it)
        if again:
            await _do_again(work, "", teller)
        return answer(again)


@command
async def follow_work(work_id: int, *, by: Actor) -> None:
    """Following twice is following."""
    async with transaction():
        person_id = person_of(by)
        work = await queries.work(work_id)
        if all(one.person_id != person_id for one in work.follows):
            await WorkFollow.create(work_id=work_id, person_id=person_id, at=clock.now())
            record("work.followed", by, work=work_id)


@command
async def unfollow_work(work_id: int, *, by: Actor) -> None:
    async with transaction():
        if await WorkFollow.filter(work_id=work_id, person_id=person_of(by)).delete():
            record("work.unfollowed", by, work=work_id)


@command
async def reopen_work(work_id: int, reason: str, *, by: Actor) -> None:
    """The office sees that who is not content is right; everybody reads why it is done again."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        work = await queries.work(work_id)
        rules.check_reopen(work.state)
        await _do_again(work, reason, by)


@command
async def answer_rating(rating_id: int, words: str, *, by: Actor) -> int:
    """What the community says to a low rating, for everybody to read. Gives the work's id."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        rating = await WorkRating.get_or_none(id=rating_id).prefetch_related("work")
        if rating is None:
            raise NotFound(N_("找不到这条评价。"))
        rules.check_answer(rating.score, answered=bool(rating.answer), over=rating.round != rating.work.round)
        rating.answer = words
        await rating.save(update_fields=["answer"])
        record("work.rating_answered", by, work=rating.work_id, rating=rating.id)
        return answer(rating.work_id)


async def _do_again(work: YearWork, reason: str, by: Actor) -> None:
    """In a new round, with some days for it; what was said of the last one stays to be read."""
    mine = WorkRating.filter(work_id=work.id, person_id__not_isnull=True)
    raters = sorted({int(str(id)) for id in await mine.values_list("person_id", flat=True)})
    await mine.update(person_id=None)
    await WorkRedone.create(
        work_id=work.id, round=work.round, done_at=work.done_at, reason=reason, raters=raters, at=clock.now()
    )
    work.state, work.done_at, work.round = WorkState.UNDER_WAY, None, work.round + 1
    work.due_on = due_after_reopening(work.due_on, clock.today(), await workdays.calendar())
    await work.save(update_fields=["state", "done_at", "round", "due_on"])
    record("work.reopened", by, work=work.id, round=work.round)
