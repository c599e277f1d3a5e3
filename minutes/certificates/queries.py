from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from forum.bodies.models import MEMBER_ROLE_NAMES, Body, Membership
from forum.errors import N_, NotFound
from forum.terms import not_over
from minutes.certificates.models import Certificate
from minutes.certificates.rules import number_said
from minutes.documents.sheets import CertificateText
from minutes.letterheads.queries import head_of


@dataclass(frozen=True)
class Line:
    """A member and the newest certificate of the seat, where there is one."""

    member: Membership
    newest: Certificate | None

    @property
    def number(self) -> str:
        return number_said(self.newest.year, self.newest.number) if self.newest else ""


async def lines(body_id: int) -> list[Line]:
    """Those who sit in the body, or will, in order."""
    seated = Membership.filter(not_over(), body_id=body_id, person_id__not_isnull=True).order_by("number")
    members = await seated.prefetch_related("person", "unit")
    issued = await Certificate.filter(body_id=body_id).order_by("id")
    newest = {certificate.membership_id: certificate for certificate in issued}
    return [Line(member, newest.get(member.id)) for member in members]


async def without(members: Collection[int]) -> list[int]:
    """Those of these memberships that have no certificate yet."""
    issued = await Certificate.filter(membership_id__in=list(members))
    return sorted(set(members) - {one.membership_id for one in issued})


async def last_number(body_id: int, year: int) -> int:
    newest = await Certificate.filter(body_id=body_id, year=year).order_by("-number").first()
    return newest.number if newest else 0


async def texts(body: Body, certificate_id: int = 0) -> list[CertificateText]:
    """What stands on one certificate, or on the newest of everybody who sits there. Raises NotFound."""
    found = [line.newest for line in await lines(body.id) if line.newest]
    if certificate_id:
        found = await Certificate.filter(id=certificate_id, body_id=body.id)
    if not found:
        raise NotFound(N_("还没有颁发聘书。"))
    memberships = await Membership.filter(id__in=[one.membership_id for one in found]).prefetch_related(
        "person", "unit"
    )
    members = {member.id: member for member in memberships}
    organ = (await head_of(body)).organ
    return [_text(body, organ, one, members[one.membership_id]) for one in found]


def _text(body: Body, organ: str, certificate: Certificate, member: Membership) -> CertificateText:
    return CertificateText(
        name=member.person.name if member.person else "",
        unit=member.unit.name if member.unit else "",
        body=body.name,
        role=MEMBER_ROLE_NAMES[certificate.role],
        first_day=certificate.term_from,
        last_day=certificate.term_to,
        number=number_said(certificate.year, certificate.number),
        organ=organ,
        day=certificate.issued_on,
    )
