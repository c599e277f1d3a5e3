from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from agenda.attendance.models import CheckInMeans
from agenda.attendance.rules import State
from agenda.ballots.models import BallotState, VoteSource
from agenda.floor.models import HandState
from agenda.floor.rules import Stance
from agenda.items.models import ItemState
from agenda.motions.models import MotionState
from agenda.sessions.models import SessionKind, SessionState
from forum.bodies.models import MemberRole, UnitKind
from forum.people.models import Role
from forum.places.models import PlaceKind
from forum.topics.models import Category, TopicState
from json import dumps, loads
from minutes.action_items.models import ActionState
from minutes.drafting.models import MinutesState
from minutes.needs.models import NeedState
from minutes.projects.models import ProjectState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Body",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(unique=True, max_length=80)),
                ("organ", fields.CharField(description="issuing organ on official paper", max_length=80)),
                ("seats_units", fields.BooleanField(default=False, description="seats are units, one vote each")),
                ("rules", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
            ],
            options={
                "table": "body",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A standing group with a roster and a rule set. `rules` is a `RuleSet` as JSON, frozen into each session.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CommandDone",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=96)),
                ("answer", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "command_done",
                "app": "models",
                "pk_attr": "id",
                "table_description": 'A command\'s client-made id and what it answered, as {"answer": …} — sent twice, it acts once.',
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Place",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="SUBDISTRICT: subdistrict\nCOMMUNITY: community\nGRID: grid\nBLOCK: block\nHOUSEHOLD: household",
                        enum_type=PlaceKind,
                        max_length=16,
                    ),
                ),
                ("name", fields.CharField(max_length=80)),
                ("path", fields.CharField(max_length=240)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="parent_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "place",
                "app": "models",
                "unique_together": (("parent_id", "name"),),
                "pk_attr": "id",
                "table_description": "A node of the tree 街道 → 社区 → 网格 → 楼栋 → 户 — `path` is the name as people write it, kept for display.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Person",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=80)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="people",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("phone", fields.CharField(default="", max_length=32)),
                (
                    "official",
                    fields.BooleanField(
                        default=False, description="acts in an office: the published copy shows the name"
                    ),
                ),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "person",
                "app": "models",
                "indexes": [Index(fields=["name"])],
                "pk_attr": "id",
                "table_description": "One person, once. Everything else holds the id, so a deletion request changes this row only.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Invitation",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("pin_digest", fields.CharField(unique=True, max_length=64)),
                ("token_digest", fields.CharField(unique=True, max_length=64)),
                (
                    "uses_left",
                    fields.IntField(null=True, description="how many more people may join with it — null: no limit"),
                ),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("withdrawn_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "invitation",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A slip with a QR code and a PIN: for one person already on a roster, or for a household to join by name.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Need",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "category",
                    fields.CharEnumField(
                        description="NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities",
                        enum_type=Category,
                        max_length=16,
                    ),
                ),
                ("text", fields.CharField(max_length=200)),
                ("whom", fields.CharField(default="", max_length=80)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="needs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "raised_by",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="raised_by_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="needs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=NeedState.OPEN,
                        description="OPEN: open\nIN_HAND: in_hand\nMET: met",
                        enum_type=NeedState,
                        max_length=16,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "need",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A line of the 需求清单 — `whom` says who it is for without naming anybody.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Password",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.OneToOneField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="password",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("username", fields.CharField(unique=True, max_length=40)),
                ("digest", fields.CharField(max_length=200)),
            ],
            options={
                "table": "password",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A staff member's sign-in: argon2 only.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="RESIDENT: resident\nDELEGATE: delegate\nRECORDER: recorder\nCHAIR: chair\nSECRETARY: secretary\nADMINISTRATOR: administrator",
                        enum_type=Role,
                        max_length=16,
                    ),
                ),
                ("unit_id", fields.IntField(null=True)),
            ],
            options={
                "table": "role_grant",
                "app": "models",
                "indexes": [Index(fields=["person_id", "role"])],
                "pk_attr": "id",
                "table_description": "A role given to a person — a delegate's names the unit.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Room",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("kind", fields.CharField(max_length=16)),
                ("seq", fields.IntField(default=0)),
            ],
            options={
                "table": "room",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a command locks: a session's room, or the community's for all that belongs to no session.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "room",
                    fields.ForeignKeyField(
                        "models.Room",
                        source_field="room_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="events",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.IntField()),
                ("kind", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("by_id", fields.IntField(null=True)),
                ("data", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
            ],
            options={
                "table": "event",
                "app": "models",
                "unique_together": (("room_id", "seq"),),
                "pk_attr": "id",
                "table_description": "A fact that has happened, in the past tense. `data` holds ids and figures, never names.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "room",
                    fields.OneToOneField(
                        "models.Room",
                        source_field="room_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="session",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "body",
                    fields.ForeignKeyField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="FORUM: forum\nJOINT_COUNCIL: joint_council\nTALK: talk",
                        enum_type=SessionKind,
                        max_length=16,
                    ),
                ),
                ("title", fields.CharField(max_length=80)),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("planned_minutes", fields.IntField(default=90)),
                ("venue", fields.CharField(max_length=80)),
                (
                    "chair",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="chair_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="chaired_sessions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "recorder",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="recorder_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="recorded_sessions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=SessionState.PLANNED,
                        description="PLANNED: planned\nNOTICED: noticed\nOPEN: open\nCLOSED: closed\nCANCELLED: cancelled",
                        enum_type=SessionState,
                        max_length=16,
                    ),
                ),
                ("rules", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("check_in_code", fields.CharField(unique=True, max_length=24)),
                ("noticed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "notice_waived",
                    fields.BooleanField(default=False, description="noticed later than the notice period asks"),
                ),
                ("opened_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "session",
                "app": "models",
                "indexes": [Index(fields=["starts_at"])],
                "pk_attr": "id",
                "table_description": "One sitting of a body. `rules` is the body's rule set as it was when notice was given.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Minutes",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.OneToOneField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="minutes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("body_id", fields.IntField()),
                (
                    "state",
                    fields.CharEnumField(
                        default=MinutesState.DRAFT,
                        description="DRAFT: draft\nSIGNED: signed\nPUBLISHED: published",
                        enum_type=MinutesState,
                        max_length=16,
                    ),
                ),
                ("text", fields.TextField(unique=False)),
                ("revision", fields.IntField(default=1)),
                ("year", fields.IntField(null=True)),
                ("number", fields.IntField(null=True)),
                ("drafted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorder_signed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("chair_signed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("published_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("published_text", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "minutes",
                "app": "models",
                "unique_together": (("body_id", "year", "number"),),
                "pk_attr": "id",
                "table_description": "会议纪要 of one session. `published_text` is the masked copy, frozen at publication — `number` has no gaps.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Revision",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "minutes",
                    fields.ForeignKeyField(
                        "models.Minutes",
                        source_field="minutes_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="revisions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                ("text", fields.TextField(unique=False)),
                (
                    "by",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="revisions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "revision",
                "app": "models",
                "unique_together": (("minutes_id", "number"),),
                "pk_attr": "id",
                "table_description": "Every saved text of the minutes, kept.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SignIn",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key_digest", fields.CharField(unique=True, max_length=64)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sign_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("device", fields.CharField(default="", max_length=120)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sign_in",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One device signed in as one person. Deleting or revoking the row signs the device out at once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Topic",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("title", fields.CharField(max_length=60)),
                ("text", fields.TextField(unique=False)),
                (
                    "category",
                    fields.CharEnumField(
                        description="NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities",
                        enum_type=Category,
                        max_length=16,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Place",
                        source_field="place_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="topics",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "proposer",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="proposer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="topics",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=TopicState.PROPOSED,
                        description="PROPOSED: proposed\nACCEPTED: accepted\nRETURNED: returned\nSCHEDULED: scheduled\nDECIDED: decided\nIN_HAND: in_hand\nDONE: done\nCLOSED: closed\nREOPENED: reopened",
                        enum_type=TopicState,
                        max_length=16,
                    ),
                ),
                ("proposed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("reply_due", fields.DateField()),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answer", fields.TextField(default="", unique=False)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "topic",
                "app": "models",
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "议题. `answer` is what the proposer was told — `reply_due` the day by which they must be told something.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("title", fields.CharField(max_length=60)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="items",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("planned_minutes", fields.IntField(default=15)),
                (
                    "state",
                    fields.CharEnumField(
                        default=ItemState.WAITING,
                        description="WAITING: waiting\nOPEN: open\nDONE: done\nCARRIED_OVER: carried_over",
                        enum_type=ItemState,
                        max_length=16,
                    ),
                ),
                ("opened_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "agenda_item",
                "app": "models",
                "unique_together": (("session_id", "position"),),
                "pk_attr": "id",
                "table_description": "议程项: a topic's turn, or a free item (通报、讨论) without one.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TopicSecond",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="seconds",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="topic_seconds",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "topic_second",
                "app": "models",
                "unique_together": (("topic_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "附议: one a person.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Unit",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", fields.CharField(unique=True, max_length=80)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="DEPARTMENT: department\nPROPERTY: property\nSCHOOL: school\nHOSPITAL: hospital\nCOMPANY: company\nSOCIAL_BODY: social_body\nVOLUNTEERS: volunteers\nCOMMITTEE: committee",
                        enum_type=UnitKind,
                        max_length=16,
                    ),
                ),
                ("contact", fields.CharField(default="", max_length=120)),
            ],
            options={
                "table": "unit",
                "app": "models",
                "pk_attr": "id",
                "table_description": "驻区单位: an organisation that sits in a joint council and takes on action items.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Membership",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "body",
                    fields.ForeignKeyField(
                        "models.Body",
                        source_field="body_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        default=MemberRole.MEMBER,
                        description="DIRECTOR: director\nDEPUTY_DIRECTOR: deputy_director\nMEMBER: member\nDELEGATE: delegate\nOBSERVER: observer",
                        enum_type=MemberRole,
                        max_length=16,
                    ),
                ),
                ("group", fields.CharField(default="", max_length=8)),
                ("number", fields.IntField()),
                ("ended_on", fields.DateField(null=True)),
            ],
            options={
                "table": "membership",
                "app": "models",
                "unique_together": (("body_id", "number"),),
                "pk_attr": "id",
                "table_description": "A person's or a unit's seat in a body — a unit's seat names the person who sits for it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Project",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("title", fields.CharField(max_length=80)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.Topic",
                        source_field="topic_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="projects",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "lead",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="lead_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="projects",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=ProjectState.IN_HAND,
                        description="IN_HAND: in_hand\nDONE: done\nCLOSED: closed\nREOPENED: reopened",
                        enum_type=ProjectState,
                        max_length=16,
                    ),
                ),
                ("round", fields.IntField(default=1)),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "project",
                "app": "models",
                "indexes": [Index(fields=["state"])],
                "pk_attr": "id",
                "table_description": "A line of the 项目清单 — `round` counts from 1 and grows each time a low rating reopens it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ActionItem",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="action_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "project",
                    fields.ForeignKeyField(
                        "models.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="action_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=200)),
                (
                    "lead",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="lead_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="action_items",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "responsible",
                    fields.CharField(default="", description="责任人, as said in the session", max_length=80),
                ),
                ("due_on", fields.DateField()),
                (
                    "state",
                    fields.CharEnumField(
                        default=ActionState.ASSIGNED,
                        description="ASSIGNED: assigned\nDONE: done\nREOPENED: reopened",
                        enum_type=ActionState,
                        max_length=16,
                    ),
                ),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "action_item",
                "app": "models",
                "indexes": [Index(fields=["state", "due_on"])],
                "pk_attr": "id",
                "table_description": "任务: what a unit took on at an agenda item, by when, as part of which project.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ActionNote",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "action",
                    fields.ForeignKeyField(
                        "models.ActionItem",
                        source_field="action_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "by",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="by_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="action_notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        description="ASSIGNED: assigned\nDONE: done\nREOPENED: reopened",
                        enum_type=ActionState,
                        max_length=16,
                    ),
                ),
                ("text", fields.CharField(max_length=400)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "action_note",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What the unit or the community wrote about an action item: progress, completion, reopening.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Rating",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "models.Project",
                        source_field="project_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="ratings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="ratings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("round", fields.IntField()),
                ("score", fields.IntField()),
                ("words", fields.CharField(default="", max_length=400)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "rating",
                "app": "models",
                "unique_together": (("project_id", "person_id", "round"),),
                "pk_attr": "id",
                "table_description": "评事: one person's judgement of one round, 1 to 5.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Resource",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="resources",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "category",
                    fields.CharEnumField(
                        description="NEIGHBOURS: neighbours\nSANITATION: sanitation\nPUBLIC_AFFAIRS: public_affairs\nSAFETY: safety\nFACILITIES: facilities",
                        enum_type=Category,
                        max_length=16,
                    ),
                ),
                ("text", fields.CharField(max_length=200)),
                ("amount", fields.CharField(default="", max_length=80)),
                ("available", fields.CharField(default="", max_length=80)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "resource",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A line of the 资源清单: what a unit can give, how much and when.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Seat",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="seats",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="seats",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "models.Unit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="seats",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="DIRECTOR: director\nDEPUTY_DIRECTOR: deputy_director\nMEMBER: member\nDELEGATE: delegate\nOBSERVER: observer",
                        enum_type=MemberRole,
                        max_length=16,
                    ),
                ),
                ("group", fields.CharField(default="", max_length=8)),
                ("entitled", fields.BooleanField()),
                (
                    "state",
                    fields.CharEnumField(
                        default=State.EXPECTED,
                        description="EXPECTED: expected\nEXCUSED: excused\nPRESENT: present\nLEFT: left",
                        enum_type=State,
                        max_length=16,
                    ),
                ),
                (
                    "means",
                    fields.CharEnumField(
                        null=True, description="QR: qr\nRECORDER: recorder", enum_type=CheckInMeans, max_length=16
                    ),
                ),
                ("checked_in_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("checked_out_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "seat",
                "app": "models",
                "unique_together": (("session_id", "number"),),
                "indexes": [Index(fields=["session_id", "person_id"])],
                "pk_attr": "id",
                "table_description": "Who is called to one session, copied from the body's roster when notice is given.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Contribution",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="contributions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "seat",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seat_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="contributions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=200)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "contribution",
                "app": "models",
                "indexes": [Index(fields=["item_id"])],
                "pk_attr": "id",
                "table_description": "A short written contribution to the item under discussion.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Hand",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="hands",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "seat",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seat_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="hands",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "stance",
                    fields.CharEnumField(
                        null=True,
                        description="FOR: for\nAGAINST: against\nQUESTION: question",
                        enum_type=Stance,
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=HandState.WAITING,
                        description="WAITING: waiting\nSPEAKING: speaking\nSPOKEN: spoken\nWITHDRAWN: withdrawn",
                        enum_type=HandState,
                        max_length=16,
                    ),
                ),
                ("raised_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "hand",
                "app": "models",
                "indexes": [Index(fields=["item_id", "state"])],
                "pk_attr": "id",
                "table_description": "A hand raised on an item, and what became of it. `ends_at` is absolute: screens correct for their own clock.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Motion",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.AgendaItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="motions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "mover",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="mover_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="motions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "seconder",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seconder_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="seconded",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=400)),
                (
                    "state",
                    fields.CharEnumField(
                        description="MOVED: moved\nPUT: put\nCARRIED: carried\nLOST: lost\nWITHDRAWN: withdrawn",
                        enum_type=MotionState,
                        max_length=16,
                    ),
                ),
                ("moved_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "motion",
                "app": "models",
                "indexes": [Index(fields=["item_id", "state"])],
                "pk_attr": "id",
                "table_description": "动议. Moved by a member it waits for a second — put by the chair it is before the hall at once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Ballot",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "motion",
                    fields.ForeignKeyField(
                        "models.Motion",
                        source_field="motion_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="ballots",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("session_id", fields.IntField(db_index=True)),
                ("question", fields.CharField(max_length=400)),
                (
                    "state",
                    fields.CharEnumField(
                        default=BallotState.OPEN,
                        description="OPEN: open\nCLOSED: closed",
                        enum_type=BallotState,
                        max_length=16,
                    ),
                ),
                ("rules", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closes_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("entitled", fields.IntField()),
                ("present", fields.IntField()),
                ("groups", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                (
                    "tally",
                    fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads),
                ),
                ("outcome", fields.CharField(null=True, max_length=16)),
            ],
            options={
                "table": "ballot",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A named yes/no/abstain ballot on a motion.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RollEntry",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "ballot",
                    fields.ForeignKeyField(
                        "models.Ballot",
                        source_field="ballot_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="roll",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "seat",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seat_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rolls",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("group", fields.CharField(default="", max_length=8)),
            ],
            options={
                "table": "roll_entry",
                "app": "models",
                "unique_together": (("ballot_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "Who may vote in a ballot: frozen when it opens.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Vote",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "ballot",
                    fields.ForeignKeyField(
                        "models.Ballot",
                        source_field="ballot_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="votes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "seat",
                    fields.ForeignKeyField(
                        "models.Seat",
                        source_field="seat_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="votes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("choice", fields.CharField(max_length=8)),
                (
                    "source",
                    fields.CharEnumField(description="DEVICE: device\nDESK: desk", enum_type=VoteSource, max_length=8),
                ),
                ("entered_by_id", fields.IntField(null=True)),
                ("command_id", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "vote",
                "app": "models",
                "unique_together": (("ballot_id", "seat_id"),),
                "pk_attr": "id",
                "table_description": "One seat's vote: from the voter's device, or entered at the desk by `entered_by_id`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WallLink",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="wall_links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token", fields.CharField(unique=True, max_length=40)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "wall_link",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The link that opens the projector page without sign-in, until the chair revokes it.",
            },
            bases=["Model"],
        ),
    ]
