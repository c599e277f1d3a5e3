"""点单: orders, and what is claimed of them and of wishes in a session."""

from __future__ import annotations

from typing import Any

from forum import journal, pages, parts
from minutes.orders import links
from minutes.orders.routes import blueprint as orders
from minutes.orders.table import blueprint as claims_in_session
from minutes.orders.table import claim_form, claimable, halls_told
from minutes.orders.table import outcomes_of_item as claimed_at_item


def install(app: Any) -> None:
    for blueprint in (orders, claims_in_session):
        app.register_blueprint(blueprint)
    pages.environment.filters.update(links.FILTERS)
    parts.tasks.append(links.tasks)
    parts.matters["order"] = links.MATTER
    parts.echoes.update(links.ECHOES)
    parts.links_of_unit.append(links.services_of_unit)
    parts.claimable.append(claimable)
    parts.claim_forms.append(claim_form)
    parts.outcomes_of_item.append(claimed_at_item)

    async def listen() -> None:
        journal.listen(halls_told)

    app.before_serving(listen)
