"""The top floor's pages, words and what it shows on the floors below."""

from __future__ import annotations

from typing import Any

from forum import i18n, journal, pages, parts
from forum.access import Actor
from forum.errors import N_
from forum.pages import NavItem
from forum.people.names import mask_numbers, mask_phones, mask_text
from minutes import echoes, links, searched
from minutes.action_items import following
from minutes.action_items import links as action_links
from minutes.action_items import queries as action_queries
from minutes.action_items.assigning import blueprint as assigning
from minutes.action_items.assigning import console_form
from minutes.action_items.doing import DOING_NAMES
from minutes.action_items.models import EXTENSION_STATE_NAMES, PICTURED
from minutes.action_items.overseeing import blueprint as overseeing
from minutes.action_items.routes import blueprint as action_items
from minutes.archive import links as archive_links
from minutes.archive.routes import blueprint as archive
from minutes.board import links as board_links
from minutes.board.embedding import blueprint as board_embedding
from minutes.board.printed import blueprint as board_printed
from minutes.board.routes import blueprint as board
from minutes.board.screen import blueprint as board_screen
from minutes.certificates.routes import blueprint as certificates
from minutes.certificates.routes import on_body_page as certificates_on_body_page
from minutes.certificates.routes import on_election_page
from minutes.chasing import rules as chase_rules
from minutes.chasing.entering import blueprint as entering
from minutes.chasing.models import MEANS_NAMES
from minutes.chasing.routes import blueprint as chasing
from minutes.claim_links.routes import blueprint as claim_links
from minutes.copies import queries as copy_queries
from minutes.copies.routes import blueprint as copies
from minutes.documents import making, render
from minutes.documents.routes import blueprint as documents
from minutes.drafting.opinions import blueprint as drafting
from minutes.evidence import links as evidence_links
from minutes.evidence import verifying
from minutes.evidence.models import COPY_NAMES
from minutes.evidence.routes import blueprint as evidence
from minutes.hooks import links as hook_links
from minutes.hooks import personal, sending
from minutes.hooks.routes import blueprint as hooks
from minutes.letterheads.routes import blueprint as letterheads
from minutes.letterheads.routes import on_body_page as letterhead_on_body_page
from minutes.look_backs import links as look_back_links
from minutes.look_backs.routes import blueprint as look_backs
from minutes.matching.routes import blueprint as matching
from minutes.needs import found as found_links
from minutes.needs import importing as importing_needs
from minutes.needs import links as need_links
from minutes.needs import queries as need_queries
from minutes.needs.routes import blueprint as needs
from minutes.needs.table import blueprint as needs_at_table
from minutes.needs.table import table_form
from minutes.notices import links as notice_links
from minutes.notices.routes import blueprint as notices
from minutes.orders import links as order_links
from minutes.orders.routes import blueprint as orders
from minutes.orders.table import blueprint as claims_in_session
from minutes.orders.table import claim_form, claimable, halls_told
from minutes.orders.table import outcomes_of_item as claimed_at_item
from minutes.overview import links as overview_links
from minutes.overview import reach, record_routes
from minutes.overview.reporting import blueprint as reporting
from minutes.overview.routes import blueprint as overview
from minutes.phrases.routes import blueprint as phrases
from minutes.points import links as point_links
from minutes.points.office import blueprint as points_office
from minutes.points.papers import blueprint as point_papers
from minutes.points.routes import blueprint as points
from minutes.projects.models import RATING_SOURCE_NAMES
from minutes.projects.routes import blueprint as projects
from minutes.projects.rules import SCORE_NAMES
from minutes.publication import links as publication_links
from minutes.publication.queries import number_said
from minutes.publication.routes import blueprint as publication
from minutes.record.routes import blueprint as full_record
from minutes.resources import importing as importing_resources
from minutes.resources.routes import blueprint as resources
from minutes.review import links as review_links
from minutes.review.routes import blueprint as review
from minutes.scribe.bench import bench_form
from minutes.scribe.bench import blueprint as scribe
from minutes.scribe.routes import console_form as scribe_form
from minutes.scribe.rules import KIND_NAMES as SCRIBE_KIND_NAMES
from minutes.sheets import links as sheet_links
from minutes.sheets.diary import blueprint as diary_sheets
from minutes.sheets.look_backs import blueprint as look_back_sheets
from minutes.sheets.ongoing import blueprint as ongoing
from minutes.sheets.ongoing import on_body_page as volumes_on_body_page
from minutes.sheets.routes import blueprint as sheets
from minutes.sheets.works import blueprint as work_sheets
from minutes.steps import links as step_links
from minutes.steps.routes import blueprint as steps
from minutes.wishes import links as wish_links
from minutes.wishes.routes import blueprint as wishes
from minutes.works import links as work_links
from minutes.works.routes import blueprint as works


def install(app: Any) -> None:
    """Register the blueprints of the top floor and its lines in `forum.parts`."""
    for blueprint in (
        projects,
        matching,
        action_items,
        assigning,
        overseeing,
        chasing,
        entering,
        needs,
        needs_at_table,
        resources,
    ):
        app.register_blueprint(blueprint)
    for blueprint in (wishes, orders, claims_in_session, claim_links, steps):
        app.register_blueprint(blueprint)
    _lists()
    for blueprint in (points, points_office, point_papers):
        app.register_blueprint(blueprint)
    _services()
    for blueprint in (works, work_sheets, look_backs, look_back_sheets):
        app.register_blueprint(blueprint)
    for offered in (step_links, work_links, look_back_links):
        offered.offer()
    _points(app)
    _minutes(app)
    _overview(app)


def _lists() -> None:
    """The three lists and the action items: words, navigation, links on other floors' pages."""
    pages.environment.filters.update(
        project_mark=links.project_mark,
        project_stations=links.project_stations,
        due_mark=action_links.due_mark,
        action_mark=action_links.action_mark,
        deed_mark=action_links.deed_mark,
        extension_state=lambda state: i18n.translate(EXTENSION_STATE_NAMES[state]),
        asks_for_time=action_queries.asks_for_time,
        chase_number=lambda chase: chase_rules.number_said(chase.year, chase.number),
        chased_by=lambda means: i18n.translate(MEANS_NAMES[means]),
        device_said=lambda browser: i18n.translate(chase_rules.device_said(browser)),
        doing_by_link=lambda deed: i18n.translate(DOING_NAMES[deed]),
        rating_source=lambda source: i18n.translate(RATING_SOURCE_NAMES[source]),
        people_choices=lambda people: [(person.id, person.name) for person in people],
        score_name=lambda score: i18n.translate(SCORE_NAMES[score]),
        need_mark=need_links.need_mark,
        mask_numbers=mask_numbers,
        mask_phones=mask_phones,
        mask_text=mask_text,
    )
    echoes.offer()
    searched.offer()
    parts.links_of_topic.append(links.projects_of_topic)
    parts.tasks += [links.tasks, need_links.tasks, action_links.tasks]
    parts.links_of_unit.append(links.of_unit)
    parts.importers += [importing_needs.IMPORTER, importing_resources.IMPORTER]
    parts.board.append((N_("正在办的项目"), N_("眼下没有正在办的项目。"), links.projects_in_hand))
    parts.ways_on.update(found_links.WAYS_ON)
    parts.console_forms.append(console_form)
    parts.outcomes_of_item.append(action_links.outcomes_of_item)
    parts.picture_readers[PICTURED] = action_queries.may_see_photos
    parts.came_of_items.append(action_links.taken_on_in_session)
    parts.follow_up_of_session.append(action_links.follow_up_of_session)
    parts.owed_to_body.append(following.owed_to)
    parts.brought_to_item.append(need_queries.brought_to_item)
    parts.table_forms.append(table_form)
    pages.navigation += [
        NavItem("/projects", N_("项目"), 30, under=N_("清单")),
        NavItem("/works", N_("年度实事"), 31, under=N_("清单")),
        NavItem("/needs", N_("需求"), 32, under=N_("清单")),
        NavItem("/resources", N_("资源"), 34, under=N_("清单")),
        NavItem("/actions", N_("任务"), 36, carries_out),
    ]


def _services() -> None:
    """Small wishes and orders: claimed from the list, or on the spot in a session."""
    pages.environment.filters.update({**wish_links.FILTERS, **order_links.FILTERS})
    parts.tasks += [wish_links.tasks, order_links.tasks]
    parts.board.append((N_("等人认领的微心愿"), N_("眼下没有等人认领的心愿。"), wish_links.on_board))
    parts.picture_readers["wish"] = wish_links.who_sees_photos
    parts.matters.update(wish=wish_links.MATTER, order=order_links.MATTER)
    parts.echoes.update({**wish_links.ECHOES, **order_links.ECHOES})
    parts.links_of_unit += [wish_links.claimed_by_unit, order_links.services_of_unit]
    parts.claimable.append(claimable)
    parts.claim_forms.append(claim_form)
    parts.outcomes_of_item.append(claimed_at_item)
    pages.navigation.append(NavItem("/wishes", N_("互助"), 33, under=N_("清单")))


def _points(app: Any) -> None:
    """福分: nothing of it is shown where the community does not keep it."""
    pages.environment.filters.update(**point_links.FILTERS)
    pages.environment.globals["points_on"] = point_links.points_on
    parts.tasks.append(point_links.tasks)
    pages.navigation.append(NavItem("/points", N_("福分"), 35, lambda _: point_links.points_on(), N_("清单")))
    parts.matters["redemption"] = point_links.MATTER
    parts.echoes.update(point_links.ECHOES)
    app.while_serving(point_links.listen)


def _minutes(app: Any) -> None:
    """Drafted when a session closes, signed, published."""
    for blueprint in (
        drafting,
        review,
        scribe,
        phrases,
        documents,
        publication,
        sheets,
        full_record,
        copies,
        letterheads,
        certificates,
        ongoing,
        diary_sheets,
        archive,
        evidence,
        notices,
        board,
        board_screen,
        board_embedding,
        board_printed,
        hooks,
    ):
        app.register_blueprint(blueprint)
    parts.room_for["/verify"] = verifying.LARGEST
    pages.environment.filters.update(
        copy_name=lambda copy: i18n.translate(COPY_NAMES[copy]),
        minutes_mark=publication_links.minutes_mark,
        minutes_number=number_said,
        notice_mark=notice_links.notice_mark,
        outcome_mark=notice_links.outcome_mark,
        bulletin_mark=hook_links.bulletin_mark,
        number_to_call=board_links.number_to_call,
    )
    _review_and_shorthand()
    parts.links_of_topic.append(publication_links.minutes_of_topic)
    parts.links_of_session.append(publication_links.minutes_of_session)
    parts.adjustments_of_sessions.append(copy_queries.in_force)
    parts.adjustments_of_topics.append(copy_queries.in_force_of_topics)
    parts.sections_of_election.append(on_election_page)
    parts.sections_of_body += [volumes_on_body_page, letterhead_on_body_page, certificates_on_body_page]
    parts.papers_of_session += [
        sheet_links.papers_of_session, board_links.papers_of_session, archive_links.papers_of_session,
    ]  # fmt: skip
    parts.papers_of_person.append(sheet_links.badges_of_person)
    parts.tasks += [publication_links.tasks, notice_links.tasks, hook_links.tasks]
    parts.board.append((N_("最新会议纪要"), N_("还没有公布会议纪要。"), publication_links.newest_published))
    pages.navigation += [NavItem("/board", N_("公示栏"), 5), NavItem("/minutes", N_("会议纪要"), 25)]

    async def listen() -> None:
        journal.listen(halls_told)
        journal.listen(evidence_links.seal_when_closed)
        journal.listen(publication_links.draft_when_closed)
        journal.listen(action_links.follow_up_when_closed)

    app.before_serving(listen)
    sending.attach(app)
    parts.messengers.append(personal.messenger(app.settings))
    render.give_way(app.settings.printing_nice)
    app.after_serving(making.stop)


def _overview(app: Any) -> None:
    """Figures of all that, for who answers for it."""
    app.register_blueprint(overview)
    app.register_blueprint(reporting)
    record_routes.offer(app)
    pages.environment.filters.update(overview_links.FILTERS)
    reach.begin()
    pages.heads.append(reach.remember)
    pages.navigation.append(NavItem("/overview", N_("看板"), 28, reach.sees, under=N_("清单")))

    async def listen() -> None:
        journal.listen(reach.forget)

    app.before_serving(listen)


def _review_and_shorthand() -> None:
    """What comes before publication: noted on the console, checked by those who were there."""
    pages.environment.filters.update(
        note_mark=review_links.note_mark, scribe_kind=lambda kind: i18n.translate(SCRIBE_KIND_NAMES[kind])
    )
    parts.console_forms.insert(0, scribe_form)
    parts.bench_forms.append(bench_form)
    parts.tasks.append(review_links.tasks)


def carries_out(actor: Actor | None) -> bool:
    """Who has a list of action items to work through."""
    return actor is not None and bool(actor.in_office or actor.units)
