"""The ground floor's pages and words."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from forum import clockwork, files, i18n, journal, pages, parts
from forum.access import Actor
from forum.bodies.models import (
    CHANNEL_NAMES,
    MEMBER_ROLE_NAMES,
    TEAM_KIND_NAMES,
    UNIT_KIND_NAMES,
    Channel,
    MemberRole,
    TeamKind,
    UnitKind,
)  # fmt: skip
from forum.diary import links as diary_links
from forum.diary.writers import sees_diary
from forum.echoes import digests, hearing
from forum.errors import N_
from forum.offices.models import OFFICE_NAMES, Office
from forum.owners.rules import OWNER_KIND_NAMES, OwnerKind, square_metres
from forum.pages import NavItem
from forum.people.models import ROLE_NAMES, Role
from forum.people.names import masked
from forum.places import queries as place_queries
from forum.places.models import KIND_NAMES, PlaceKind
from forum.todo.counts import Counts
from forum.topics import echoes as topic_echoes
from forum.topics import links as topic_links
from forum.topics import searched
from forum.topics.models import (
    CATEGORY_NAMES,
    MEANS_NAMES,
    OUTCOME_NAMES,
    TOPIC_STATE_NAMES,
    USUAL_WORDS,
    Category,
    Outcome,
    TopicState,
)

ROOM_FOR_PHOTOS = 32 * 1024 * 1024
"""Of a form whose photos no script has made smaller."""


def install(app: Any) -> None:
    from forum.bodies.routes import blueprint as bodies
    from forum.diary.households import blueprint as households
    from forum.diary.routes import blueprint as diary
    from forum.home import blueprint as home
    from forum.intake import wiring
    from forum.offices import links as office_links
    from forum.offices.routes import blueprint as offices
    from forum.owners import staging
    from forum.owners.routes import blueprint as owners
    from forum.people.routes import blueprint as people
    from forum.people.sign_in import blueprint as sign_in
    from forum.pictures.routes import blueprint as pictures
    from forum.places.routes import blueprint as places
    from forum.topics.receipts import blueprint as receipts
    from forum.topics.routes import blueprint as topics_pages
    from forum.topics.screening import blueprint as screening
    from forum.units.routes import blueprint as units
    from forum.workdays.routes import blueprint as workdays

    parts.tasks.append(diary_links.tasks)
    parts.picture_readers["visit"] = diary_links.who_sees_photos
    parts.room_for["/diary"] = ROOM_FOR_PHOTOS
    parts.links_of_topic.append(diary_links.origin_of_topic)
    for blueprint in (
        home,
        sign_in,
        people,
        topics_pages,
        screening,
        receipts,
        bodies,
        owners,
        pictures,
        places,
        offices,
        units,
        workdays,
        diary,
        households,
    ):
        app.register_blueprint(blueprint)
    _waiting(app)
    _search(app)
    staging.configure(app.settings.data / "registers")
    _lists_in_and_out(app)
    _joining(app)
    files.configure(app.settings.data / "attachments")
    parts.board.append((N_("正在征集附议的议题"), N_("眼下没有等着附议的议题。"), topic_links.open_topics))
    parts.tasks.append(topic_links.tasks)
    parts.tasks.append(office_links.tasks)
    pages.environment.filters.update(
        **diary_links.FILTERS,
        masked=masked,
        member_role=lambda role: i18n.translate(MEMBER_ROLE_NAMES[MemberRole(role)]),
        square_metres=square_metres,
        owner_kind=lambda kind: i18n.translate(OWNER_KIND_NAMES[OwnerKind(kind)]),
        unit_kind=lambda kind: i18n.translate(UNIT_KIND_NAMES[UnitKind(kind)]),
        office=lambda office: i18n.translate(OFFICE_NAMES[Office(office)]),
        place_told=lambda place: place_queries.told(place, pages.reader()),
        place_kind=lambda kind: i18n.translate(KIND_NAMES[PlaceKind(kind)]),
        nominated_through=lambda channel: i18n.translate(CHANNEL_NAMES[Channel(channel)]),
        team_kind=lambda kind: i18n.translate(TEAM_KIND_NAMES[TeamKind(kind)]),
        role=lambda role: i18n.translate(ROLE_NAMES[Role(role)]),
        translated=translated,
        said=i18n.translate,
        stations=topic_links.stations,
        category=lambda category: i18n.translate(CATEGORY_NAMES[Category(category)]),
        topic_mark=topic_links.topic_mark,
        outcome_word=lambda outcome: i18n.translate(OUTCOME_NAMES[Outcome(outcome)]),
        usual_words=lambda state: i18n.translate(USUAL_WORDS[state]) if state in USUAL_WORDS else "",
        means_told=lambda means: i18n.translate(MEANS_NAMES[means]),
        topic_state=lambda state: i18n.translate(TOPIC_STATE_NAMES[TopicState(state)]),
    )
    pages.navigation[:] = [
        NavItem("/topics", N_("议题"), 10),
        NavItem("/diary", N_("民情日记"), 15, sees_diary),
        NavItem("/bodies", N_("组织"), 60, in_office, N_("名册")),
        NavItem("/people", N_("居民名册"), 70, in_office, N_("名册")),
        NavItem("/places", N_("网格和楼栋"), 72, in_office, N_("名册")),
        NavItem("/units", N_("单位"), 74, in_office, N_("名册")),
        NavItem("/register/import", N_("导入和导出"), 76, in_office, N_("名册")),
    ]
    wiring.install(app)


def _waiting(app: Any) -> None:
    """待办 and 回音: who listens for them, and their counts on every page."""
    from forum.echoes.ending import blueprint as ending
    from forum.echoes.routes import blueprint as echoes
    from forum.todo.routes import blueprint as todo
    from forum.todo.routes import marks

    for blueprint in (todo, echoes, ending):
        app.register_blueprint(blueprint)
    pages.environment.filters.update(task_marks=marks)
    topic_echoes.offer()
    app.extensions["waiting"] = counts = Counts()

    async def head(actor: Actor | None) -> dict[str, Any]:
        return {"waits_for_me": await counts.waiting_for(actor)}

    pages.heads[:] = [head]

    digests.attach(app)
    clockwork.attach(app)

    @app.while_serving
    async def listen() -> AsyncGenerator[None, None]:
        journal.listen(hearing.heard)
        journal.listen(counts.heard)
        await hearing.catch_up()
        yield


def _search(app: Any) -> None:
    from forum.search import keeping
    from forum.search.routes import blueprint

    app.register_blueprint(blueprint)
    keeping.attach(app)
    searched.offer()


def translated(choices: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """Choices of a form, their words in the reader's language."""
    return [(getattr(value, "value", value), i18n.translate(word)) for value, word in choices]


def _lists_in_and_out(app: Any) -> None:
    """Lists that are read from files and written to them."""
    from forum.importing import households, people, rosters, staging, topics, units
    from forum.importing.routes import blueprint

    app.register_blueprint(blueprint)
    staging.configure(app.settings.data / "imports")
    parts.importers += [people.IMPORTER, households.IMPORTER, units.IMPORTER, rosters.IMPORTER, topics.IMPORTER]


def _joining(app: Any) -> None:
    """The service desk, one phone's people, and a sign-in service outside where one is set up."""
    from forum.joining import outside_routes, routes
    from forum.joining.models import HELP_NAMES, KNOWING_NAMES, Help, Knowing

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(outside_routes.blueprint)
    pages.environment.filters.update(
        help_name=lambda help: i18n.translate(HELP_NAMES[Help(help)]),
        knowing_name=lambda knowing: i18n.translate(KNOWING_NAMES[Knowing(knowing)]),
    )


def in_office(actor: Actor | None) -> bool:
    return actor is not None and actor.in_office
