"""The top floor: each slice brings its pages, its words and what it shows on the floors below."""

from __future__ import annotations

from typing import Any

from forum import journal, pages
from forum.people.names import mask_numbers, mask_phones, mask_text
from minutes import echoes, searched
from minutes.action_items import install as action_items
from minutes.action_items.links import follow_up_when_closed
from minutes.answers import install as answers
from minutes.archive import install as archive
from minutes.board import install as board
from minutes.certificates import install as certificates
from minutes.chasing import install as chasing
from minutes.claim_links import install as claim_links
from minutes.copies import install as copies
from minutes.documents import install as documents
from minutes.drafting import install as drafting
from minutes.evidence import install as evidence
from minutes.evidence.links import seal_when_closed
from minutes.hooks import install as hooks
from minutes.letterheads import install as letterheads
from minutes.look_backs import install as look_backs
from minutes.matching import install as matching
from minutes.needs import install as needs
from minutes.notices import install as notices
from minutes.orders import install as orders
from minutes.overview import install as overview
from minutes.phrases import install as phrases
from minutes.points import install as points
from minutes.projects import install as projects
from minutes.publication import install as publication
from minutes.publication.links import draft_when_closed
from minutes.record import install as record
from minutes.resources import install as resources
from minutes.review import install as review
from minutes.scribe import install as scribe
from minutes.sheets import install as sheets
from minutes.steps import install as steps
from minutes.wishes import install as wishes
from minutes.works import install as works

# In the order in which a page shows what several of them bring.
SLICES = (
    projects,
    answers,
    needs,
    scribe,
    action_items,
    resources,
    matching,
    chasing,
    wishes,
    orders,
    claim_links,
    steps,
    works,
    look_backs,
    points,
    drafting,
    review,
    phrases,
    documents,
    publication,
    sheets,
    record,
    copies,
    letterheads,
    certificates,
    evidence,
    notices,
    board,
    archive,
    hooks,
    overview,
)

# A session that closes is sealed, then drafted, then followed up.
WHEN_CLOSED = (seal_when_closed, draft_when_closed, follow_up_when_closed)


def install(app: Any) -> None:
    pages.environment.filters.update(mask_numbers=mask_numbers, mask_phones=mask_phones, mask_text=mask_text)
    echoes.offer()
    searched.offer()
    for one in SLICES:
        one.install(app)

    async def listen() -> None:
        for listener in WHEN_CLOSED:
            journal.listen(listener)

    app.before_serving(listen)
