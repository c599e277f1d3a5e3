from __future__ import annotations

from collections.abc import Collection
from datetime import date

from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Membership
from forum.errors import N_, BadInput, Sentence
from forum.journal import answer, command, record, transaction
from forum.terms import not_over
from minutes.certificates import queries, rules
from minutes.certificates.models import Certificate


@command
async def issue_certificates(
    body_id: int, memberships: Collection[int], term_from: date, term_to: date, issued_on: date, *, by: Actor
) -> int:
    """Give these members of the body a certificate of appointment each, numbered on without gaps. Gives how many.

    Raises NotAllowed, BadInput.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        rules.check_term(term_from, term_to, issued_on, clock.today())
        seated = Membership.filter(
            not_over(), body_id=body_id, id__in=list(memberships), person_id__not_isnull=True
        ).order_by("number")
        members = await seated
        if not members:
            raise BadInput({"members": Sentence(N_("请至少选一位成员。"))})
        number = await queries.last_number(body_id, issued_on.year)
        for next_number, member in enumerate(members, number + 1):
            certificate = await Certificate.create(
                membership_id=member.id, body_id=body_id, role=member.role, year=issued_on.year, number=next_number,
                term_from=term_from, term_to=term_to, issued_on=issued_on,
            )  # fmt: skip
            record("certificate.issued", by, body=body_id, membership=member.id, certificate=certificate.id)
        return answer(len(members))
