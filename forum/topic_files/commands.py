from __future__ import annotations

from forum import clock, files
from forum.access import Actor, Permission, allowed, person_of
from forum.errors import N_, NotAllowed, NotFound, RuleBroken
from forum.files import Kept
from forum.journal import answer, command, record, transaction
from forum.topic_files.models import TopicFile
from forum.topics.models import Topic

MOST = 10
"""Files of one topic: more is an archive, not a matter."""


@command
async def attach_file(topic_id: int, kept: Kept, name: str, *, by: Actor, public: bool = False) -> int:
    """Put a file that is kept already beside a topic. Gives its id; only the office makes one `public`."""
    async with transaction():
        person_id = person_of(by)
        topic = await Topic.get_or_none(id=topic_id)
        if topic is None:
            raise NotFound(N_("找不到这个议题。"))
        staff = allowed(by, Permission.TAKE_DOWN)
        if not (staff or topic.proposer_id == person_id):
            raise NotAllowed(N_("附件由提出人和社区工作人员添加。"))
        if await TopicFile.filter(topic_id=topic_id).count() >= MOST:
            raise RuleBroken(N_("附件已经有{most}个，先删去用不着的。"), most=MOST)
        public = public and allowed(by, Permission.MODERATE)
        if public:
            files.check_public(kept.kind)
        made = await TopicFile.create(
            topic_id=topic_id, name=name, kind=kept.kind, stored=kept.stored, size=kept.size, sha256=kept.sha256,
            public=public, added_at=clock.now(), added_by_id=person_id,
        )  # fmt: skip
        record("topic.file_added", by, topic=topic_id, file=made.id, sha256=kept.sha256)
        return answer(made.id)


@command
async def take_off_file(file_id: int, *, by: Actor) -> int:
    """Gives the topic's id; the file goes with it. Whoever added it, or the office."""
    async with transaction():
        found = await TopicFile.get_or_none(id=file_id)
        if found is None:
            raise NotFound(N_("找不到这个附件。"))
        if not (allowed(by, Permission.MODERATE) or found.added_by_id == person_of(by)):
            raise NotAllowed(N_("附件由添加的人或社区取下。"))
        await found.delete()
        record("topic.file_taken_off", by, topic=found.topic_id, file=file_id)
        answer(found.topic_id)
    files.forget(found.stored)  # not before it is sure that nobody will be led to it
    return found.topic_id
