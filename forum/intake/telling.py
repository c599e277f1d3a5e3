"""等着告知: every matter that was answered while its proposer does not know it yet, in one list by its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from forum import clock, i18n, parts
from forum.access import Actor, Permission, allowed
from forum.errors import N_
from forum.intake import queries
from forum.intake.models import ToldHow
from forum.topics import links
from forum.topics import queries as topics
from forum.topics.models import Channel, Means, Topic
from forum.workdays import queries as workdays


@dataclass(frozen=True)
class Untold:
    """An answer that has not reached who asked: by call where somebody else wrote it down, else they read nothing here.

    `due` is the day by which they are told; `answer_id` is 0 where the matter was taken down for them.
    """

    topic: Topic
    answered_at: datetime
    due: date
    answer_id: int = 0

    @property
    def taken_down(self) -> bool:
        return not self.answer_id

    @property
    def path(self) -> str:
        return f"/topics/{self.topic.id}/told" + (f"/{self.answer_id}" if self.answer_id else "")

    @property
    def anchor(self) -> str:
        return "source" if self.taken_down else "answers"


WAYS = ((ToldHow.PHONE, N_("打过电话")), (ToldHow.IN_PERSON, N_("当面说了")), (ToldHow.LETTER, N_("书面送到")))
MEANS = ((Means.PHONE, N_("打过电话")), (Means.IN_PERSON, N_("当面说了")), (Means.ON_PAPER, N_("书面送到")))


async def untold(reader: Actor, channel: Channel | None = None, *, late: bool = False) -> list[Untold]:
    """The longest first. Who only takes matters down has what was taken down; what others wrote is for who answers."""
    calendar, days = await workdays.calendar(), (await topics.terms()).result_days
    waiting = [(one.topic, one.topic.answered_at or clock.now(), 0) for one in await queries.untold()]
    here = {topic.id for topic, _, _ in waiting}
    if allowed(reader, Permission.SCREEN_TOPIC):
        waiting += [(one.topic, one.at, one.id) for one in await topics.untold() if one.topic_id not in here]
    found = [
        Untold(topic, at, calendar.after(clock.local(at).date(), days), answer_id)
        for topic, at, answer_id in sorted(waiting, key=lambda one: (one[1], one[0].id))
    ]
    today = clock.today()
    return [
        one for one in found if channel in (None, one.topic.channel) and not (late and one.due >= today)
    ]  # fmt: skip


async def tasks(actor: Actor) -> list[parts.Link]:
    """Whom somebody has to tell what was answered."""
    if not allowed(actor, Permission.TAKE_DOWN):
        return []
    calendar = await workdays.calendar()
    return [
        parts.Link(
            f"/topics/{one.topic.id}#{one.anchor}", i18n.say(N_("转告本人：{title}"), title=one.topic.title),
            " · ".join(part for part in (one.topic.proposer.name, one.topic.proposer.phone) if part),
            links.due_mark(one.due, calendar), due=one.due, group=i18n.translate(N_("转告本人")),
        )
        for one in await untold(actor)
    ]  # fmt: skip
