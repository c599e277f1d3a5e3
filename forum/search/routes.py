from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from quart import Blueprint, Response, current_app, request

from forum import clock, i18n, pages, parts
from forum.places import queries as places
from forum.search import queries, rules
from forum.search.index import Narrowed
from forum.search.keeping import Keeper
from forum.topics.models import CATEGORY_NAMES

blueprint = Blueprint("search", __name__)
NAMES = ("q", "kind", "stage", "category", "place", "time")


@blueprint.get("/search")
async def show() -> Response:
    typed = {name: request.args.get(name, "").replace("\x00", "") for name in NAMES}
    asked, reader = rules.question(typed["q"]), pages.reader()
    narrowed = await _narrowed(typed)
    results = await queries.search(_keeper(), asked, narrowed, request.args.get("page", 1, int), reader)
    return await pages.page(
        "forum/search/show.html",
        asked=asked,
        results=results,
        suggestions=[] if results.count else await queries.suggestions(_keeper(), asked, narrowed, reader),
        typed=typed | {"q": typed["q"][: rules.LONGEST]},
        is_narrowed=narrowed != Narrowed(),
        address=lambda **changed: _address(typed, changed),
        kinds={kind: i18n.translate(searched.word) for kind, searched in parts.searched.items()},
        **await _choices(),
    )


def _keeper() -> Keeper:
    keeper: Keeper = current_app.extensions["search"]
    return keeper


async def _narrowed(typed: dict[str, str]) -> Narrowed:
    """What no list offers narrows nothing."""
    place = int(typed["place"]) if typed["place"].isdecimal() and len(typed["place"]) < 10 else 0
    return Narrowed(
        typed["kind"] if typed["kind"] in parts.searched else "",
        typed["stage"] if typed["stage"] in rules.STAGES else "",
        typed["category"] if typed["category"] in set(CATEGORY_NAMES) else "",
        await places.within(place) if place else (),
        rules.since(typed["time"], clock.today()),
    )


def _address(typed: dict[str, str], changed: dict[str, Any]) -> str:
    """The same question with something changed; `page` is never kept."""
    wanted = {**typed, "q": typed["q"][: rules.LONGEST], **changed}
    return "/search?" + urlencode({name: value for name, value in wanted.items() if value})


async def _choices() -> dict[str, Any]:
    return {
        "stages": [(stage, i18n.translate(word)) for stage, word in rules.STAGES.items()],
        "categories": [(category.value, i18n.translate(word)) for category, word in CATEGORY_NAMES.items()],
        "times": [(days, i18n.translate(word)) for days, word in rules.TIMES.items()],
        "places": await places.choices(),
    }
