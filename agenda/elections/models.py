from __future__ import annotations

from datetime import date
from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from agenda.ballots.models import PreparedBallot
from agenda.items.models import AgendaItem
from forum.bodies.models import Body, Channel, MemberRole, Membership, Unit
from forum.errors import N_
from forum.people.models import Person


class CandidateState(StrEnum):
    NOMINATED = "nominated"
    CONSENTED = "consented"
    WITHDRAWN = "withdrawn"
    SEATED = "seated"


CANDIDATE_STATE_NAMES = {
    CandidateState.NOMINATED: N_("等本人同意"),
    CandidateState.CONSENTED: N_("本人同意"),
    CandidateState.WITHDRAWN: N_("已退出"),
    CandidateState.SEATED: N_("已就任"),
}


class Election(Model):
    """换届: so many seats of a body for a term. Candidates are nominated, their list is published, a session votes.

    `item` is the agenda item they are voted on at last, `items` all of them. Its own ballots there are those of its
    `papers`, and those that the chair opened without a paper and that put nobody but its candidates.
    One that is `by_election_of` another fills seats that fell vacant, for the rest of the term.
    """

    id = fields.IntField(primary_key=True)
    body: fields.ForeignKeyRelation[Body] = fields.ForeignKeyField("models.Body", "elections")
    body_id: int
    title = fields.CharField(max_length=80)
    seats = fields.IntField()
    role = fields.CharEnumField(MemberRole, max_length=16, default=MemberRole.MEMBER)
    first_day = fields.DateField()
    last_day = fields.DateField()
    made_at = fields.DatetimeField()
    published_at = fields.DatetimeField(null=True)
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "models.AgendaItem", "elections", null=True, on_delete=fields.SET_NULL
    )
    item_id: int | None
    seated_at = fields.DatetimeField(null=True)
    by_election_of: fields.ForeignKeyNullableRelation[Election] = fields.ForeignKeyField(
        "models.Election", "by_elections", null=True, on_delete=fields.SET_NULL
    )
    by_election_of_id: int | None
    candidates: fields.ReverseRelation[Candidate]
    items: fields.ReverseRelation[ElectionItem]
    papers: fields.ReverseRelation[ElectionPaper]
    written_ins: fields.ReverseRelation[WrittenIn]
    refills: fields.ReverseRelation[Refill]

    class Meta:
        table = "election"
        ordering = ("-id",)


class ElectionItem(Model):
    """An agenda item at which an election was put to the vote: another round may be in another session."""

    id = fields.IntField(primary_key=True)
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField("models.Election", "items")
    election_id: int
    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField("models.AgendaItem", "election_items")
    item_id: int

    class Meta:
        table = "election_item"
        unique_together = (("election_id", "item_id"),)


class ElectionPaper(Model):
    """The paper on which an election is put to the vote: of no other one, even if the same people stand in both."""

    id = fields.IntField(primary_key=True)
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField("models.Election", "papers")
    election_id: int
    prepared: fields.OneToOneRelation[PreparedBallot] = fields.OneToOneField("models.PreparedBallot", "election_paper")
    prepared_id: int

    class Meta:
        table = "election_paper"


class Candidate(Model):
    """Somebody nominated through one of the channels. `number` is the place on the published list."""

    id = fields.IntField(primary_key=True)
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField("models.Election", "candidates")
    election_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", "candidacies")
    person_id: int
    channel = fields.CharEnumField(Channel, max_length=12)
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField("models.Unit", "nominations", null=True)
    unit_id: int | None
    nominated_by = fields.CharField(max_length=80, default="", description="which group, or which talk")
    about = fields.CharField(max_length=200, default="")
    nominated_on = fields.DateField()
    consented_on: date | None = fields.DateField(null=True)
    withdrawn_on: date | None = fields.DateField(null=True)
    number = fields.IntField(null=True)
    membership: fields.ForeignKeyNullableRelation[Membership] = fields.ForeignKeyField(
        "models.Membership", "candidacies", null=True, on_delete=fields.SET_NULL
    )
    membership_id: int | None

    @property
    def state(self) -> CandidateState:
        if self.membership_id is not None:
            return CandidateState.SEATED
        if self.withdrawn_on is not None:
            return CandidateState.WITHDRAWN
        return CandidateState.CONSENTED if self.consented_on is not None else CandidateState.NOMINATED

    class Meta:
        table = "candidate"
        unique_together = (("election_id", "person_id"),)
        ordering = ("election_id", "number", "id")


class WrittenIn(Model):
    """另选他人: a name that voters wrote on the papers and that won, and who it is: a candidate, or nobody (`why`)."""

    id = fields.IntField(primary_key=True)
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField("models.Election", "written_ins")
    election_id: int
    name = fields.CharField(max_length=50)
    candidate: fields.ForeignKeyNullableRelation[Candidate] = fields.ForeignKeyField(
        "models.Candidate", "written_as", null=True
    )
    candidate_id: int | None
    why = fields.CharField(max_length=200, default="")
    settled_at = fields.DatetimeField()

    class Meta:
        table = "written_in"
        unique_together = (("election_id", "name"),)
        ordering = ("id",)


class Refill(Model):
    """递补或补选: how a winner's seat is filled that they don't take or have left.

    `whose` names the winner as `rules.Key` does, in text. It goes to the `successor` who was next in line, or to a
    `by_election`, from `first_day` on.
    """

    id = fields.IntField(primary_key=True)
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField("models.Election", "refills")
    election_id: int
    whose = fields.CharField(max_length=60)
    successor: fields.ForeignKeyNullableRelation[Candidate] = fields.ForeignKeyField(
        "models.Candidate", "refills", null=True
    )
    successor_id: int | None
    by_election: fields.ForeignKeyNullableRelation[Election] = fields.ForeignKeyField(
        "models.Election", "fills", null=True
    )
    by_election_id: int | None
    first_day = fields.DateField()
    decided_at = fields.DatetimeField()

    class Meta:
        table = "refill"
        unique_together = (("election_id", "whose"),)
        ordering = ("id",)
