"""The house keeps its shape: imports run down, rules are pure, only commands write, pages keep the strict CSP."""

from __future__ import annotations

import ast
import enum
import functools
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = ("forum", "agenda", "minutes")
TEMPLATES = ROOT / "templates"

MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts)

# Besides what house.md lists: `links` is what a slice shows on other pages, `install` what it brings to the house.
SLICE_FILES = {"__init__", "models", "rules", "commands", "queries", "routes", "live", "links", "install"}
# A slice split by subject, as house.md allows at about 250 lines: what each file is about.
SUBJECTS = {
    "forum/importing": {
        "addresses", "cells", "columns", "households", "matching", "matters", "people", "rosters", "shape", "sheet",
        "staging", "tables", "topics", "units", "verb",
    },
    "forum/joining": {"outside", "outside_routes", "phones"},
    "forum/echoes": {"digests", "ending", "hearing"},
    "forum/search": {"index", "keeping", "verb"},
    "forum/todo": {"counts"},
    "forum/topics": {"answering", "echoes", "lanes", "receipts", "screening", "searched", "showing"},
    "forum/intake": {"telling", "wiring"},
    "forum/diary": {"households", "month", "offline", "writers"},
    "forum/owners": {
        "answers", "cells", "identities", "lookalikes", "questions", "register", "rows", "seating", "sheet", "staging",
    },
    "forum/offices": {"terms"},
    "forum/people": {"names", "credentials", "founding", "picking", "pinyin", "sign_in", "slips"},
    "forum/translations": {"extract"},
    "forum/units": {"picking"},
    "agenda/afterwards": {"questions"},
    
    "agenda/attendance": {
        "admissions", "badges", "lapsing", "mandates", "presence", "quorum", "recusals", "stays", "undoing",
    },
    "agenda/ballots": {
        "allowing",
        "announcing",
        "body_rules",
        "chairing",
        "closing",
        "counted",
        "counting",
        "describing",
        "editing",
        "figures",
        "explaining",
        "forms",
        "previewing",
        "questions",
        "quorums",
        "rolls",
        "rule_sets",
        "secret",
        "shares",
        "undoing",
        "verdicts",
        "voting",
        "writer",
    },
    "agenda/ballots/formats": {"abif", "blt", "debian", "files", "readers", "named_line", "tally_sheet"},
    "agenda/ballots/methods": {
        "approval",
        "bases",
        "bundles",
        "consent",
        "election",
        "explained",
        "hands",
        "kinds",
        "objection",
        "options",
        "pairwise",
        "papers",
        "picking",
        "ranked",
        "results",
        "runoff",
        "score",
        "single",
        "temperature",
        "totals",
        "wording",
        "yes_no",
    },
    "agenda/desk": {"admitting"},
    "agenda/discussion": {"moderating", "undoing"},
    "agenda/elections": {"filling", "settling", "vacancies"},
    "agenda/floor": {"balance", "chairing", "order", "undoing"},
    "agenda/items": {"undoing"},
    "agenda/kiosk": {"desks"},
    "agenda/papers": {"codes", "desk", "forms", "photos", "preparing"},
    "agenda/projectors": {"pictures", "scenes", "undoing"},
    "agenda/recess": {"undoing"},
    "agenda/recount": {"divisions", "documents", "exporting", "papers", "reading", "verb"},
    "agenda/motions": {"aloud", "effects", "procedural", "settling", "splitting", "undoing"},
    "agenda/undoing": {"way", "ways"},
    "agenda/room": {
        "attending", "facts", "keys", "personal", "results", "seats", "speech", "step", "table", "talk", "view",
    },
    "agenda/sessions": {"proceedings"},
    "agenda/written": {"returned"},
    "minutes/action_items": {
        "assigning", "checking", "doing", "following", "moving", "overseeing", "striking", "working",
    },
    "minutes/archive": {"exporting", "making", "printing", "reading", "tables", "verb", "writing"},
    "minutes/board": {
        "answered", "around", "calendar", "claims", "contacts", "embedding", "feed", "keeping", "news",
        "posters", "printed", "progress", "screen", "sections",
    },
    "minutes/chasing": {"by_rule", "doors", "entering", "handing_out", "slips"},
    "minutes/claim_links": {"doors", "working"},
    "minutes/drafting": {
        "chapters", "courses", "differences", "draft", "earlier", "exchange", "fields", "follow_up", "ground",
        "numbering", "opinions", "overview", "presence", "preview", "procedure", "reading", "record", "section_routes",
        "sections", "standing_in", "talk", "views", "votes", "ways", "wording",
    },
    "minutes/evidence": {
        "chain", "checking", "documents", "printing", "recording", "signing", "verb", "verifying",
    },
    "minutes/hooks": {"channels", "personal", "sending"},
    "minutes/matching": {"measures", "reasons", "showing", "units"},
    "minutes/needs": {"found", "importing", "searched", "table"},
    "minutes/overview": {
        "boards", "kinds", "measures", "opened", "opened_routes", "reach", "record_routes", "records", "replays",
        "report", "reporting", "scope", "then", "timing", "whereabouts", "workbook",
    },
    "minutes/orders": {"searched", "table"},
    "minutes/points": {"earning", "ledger", "offering", "office", "papers"},
    "minutes/record": {"arrivals", "happening", "presences", "talk", "telling"},
    "minutes/projects": {"asking", "importing"},
    "minutes/answers": {"asking"},
    "minutes/resources": {"importing", "searched"},
    "minutes/scribe": {"bench"},
    "minutes/unit_doors": {"entering", "tokens"},
    "minutes/wishes": {"searched"},
    "minutes/steps": {"facts", "presets"},
    "minutes/works": {"asking", "importing", "judging", "judging_routes", "searched"},
    "minutes/sheets": {"chasing", "diary", "lists", "look_backs", "notices", "ongoing", "volumes", "works"},
    "minutes/documents": {
        "badges", "ballot_papers", "chase", "composing", "finishing", "fonts", "justify", "lists", "making", "official",
        "pictures", "plain_text", "render", "sheets", "shelf", "showing", "tables", "turns", "typeset",
        "word", "word_body", "word_writing", "worker", "workshop",
    },
    "minutes/demo": None,  # a story told in chapters
}  # fmt: skip
GROUND = {
    "access", "app", "bare", "bootstrap", "broadcast", "checking", "cli", "clock", "clockwork", "config", "database",
    "defaults", "doctor", "errors", "files", "forms", "frames", "hall", "home", "i18n", "install", "jobs", "journal",
    "lines", "live", "markdown", "pages", "parts", "pulse", "rooms", "schema", "screens", "security", "serve",
    "side_by_side", "sockets", "sqlite", "terms", "together", "watchers",
}  # fmt: skip
VAGUE = {
    "utils", "util", "helpers", "helper", "misc", "common", "base", "core", "shared", "manager", "service", "tools",
}  # fmt: skip

MOST_LINES = 300
LONG = {
    "forum/bootstrap.py": "standard library only and alone: it can import nothing of ours",
    "forum/live.py": "the hub of all screens",
    "forum/sockets.py": "one protocol, told whole for other clients",
}

# Who writes besides commands.py, and why.
WRITERS = {
    "forum/journal.py": "writes the events of every command",
    "forum/importing/addresses.py": "makes the places that a list names, inside the command that imports",
    "forum/importing/people.py": "puts residents in, inside the command that imports",
    "forum/importing/rosters.py": "seats a roster, inside the command that imports",
    "forum/importing/topics.py": "changes topics that a list words otherwise, inside the command that imports",
    "minutes/needs/importing.py": "changes needs, inside the command that imports",
    "minutes/points/ledger.py": "writes the lines of the ledger, inside the commands that ask for them",
    "minutes/points/offering.py": "the commands of what points can be had for",
    "minutes/projects/importing.py": "changes projects, inside the command that imports",
    "minutes/works/judging.py": "the commands of what residents think of a work",
    "minutes/drafting/standing_in.py": "the commands of who signs for somebody else",
    "minutes/resources/importing.py": "changes resources, inside the command that imports",
    "forum/people/founding.py": "the commands of the first deed, before there is a register",
    "forum/topics/answering.py": "the commands of what proposers are told",
    "forum/topics/lanes.py": "the commands of the ways without a session",
    "agenda/attendance/admissions.py": "who is not on the roll: observers, late members, substitutes",
    "agenda/attendance/mandates.py": "who votes for whom",
    "agenda/attendance/lapsing.py": "part of the command that opens a sitting",
    "agenda/elections/filling.py": "the commands after the count: names written in, seats that are vacant",
    "agenda/attendance/recusals.py": "who stands aside",
    "agenda/ballots/chairing.py": "the chair's commands of a vote",
    "agenda/ballots/counted.py": "the command that takes what scrutineers counted",
    "agenda/floor/chairing.py": "the chair's commands over a speech",
    "agenda/discussion/moderating.py": "the chair's commands over what people write",
    "agenda/motions/effects.py": "does what a procedural motion asks, inside the command that closes its ballot",
    "agenda/motions/procedural.py": "the commands of procedural motions",
    "agenda/motions/settling.py": "what becomes of a motion, inside the command that closes its ballot",
    "agenda/motions/splitting.py": "the command that splits a motion",
    "minutes/action_items/checking.py": "the office's commands over an action item",
    "minutes/action_items/moving.py": "how an action item goes on, inside those commands",
    "minutes/action_items/striking.py": "what was recorded twice or in error",
    "minutes/action_items/working.py": "a unit's commands over an action item",
    "agenda/papers/preparing.py": "the commands of making a ballot ready",
    "agenda/ballots/closing.py": "publishes a secret ballot's papers inside the command that closes it",
    "agenda/ballots/voting.py": "the commands of those who vote and count",
    "agenda/ballots/writer.py": "votes, in groups, without the room's lock",
}
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}

FORMS_WITHOUT_ID = {
    ("minutes/evidence/verify.html", "/verify"): "writes nothing",
    ("layouts/base.html", "/view"): "sets a cookie; sent twice it sets it again",
    ("layouts/base.html", "/language"): "sets a cookie; sent twice it sets it again",
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def floor_of(name: str) -> int | None:
    top = name.split(".")[0]
    return FLOORS.index(top) if top in FLOORS else None


def imports(tree: ast.AST) -> Iterator[tuple[str, list[str], int]]:
    """(module, names taken from it, line) of every import, also of those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, [], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"relative import in line {node.lineno}"
            yield node.module, [alias.name for alias in node.names], node.lineno


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_there_is_a_house_to_look_at() -> None:
    assert {floor_of(named(path).replace("/", ".")) for path in MODULES} == {0, 1, 2}
    assert len(MODULES) > 60


def test_imports_run_only_downward() -> None:
    above = [
        f"{named(path)}:{line}: {module}"
        for path in MODULES
        for module, _, line in imports(tree_of(path))
        if (other := floor_of(module)) is not None and other > FLOORS.index(path.relative_to(ROOT).parts[0])
    ]
    assert above == []


def test_modules_named_as_text_are_named_in_few_places_only() -> None:
    """What the ground floor loads by name is a seam of its own; a new one is thought over."""
    seams = {named(path) for path in MODULES if "import_module" in path.read_text(encoding="utf-8")}
    assert seams <= {"forum/app.py", "forum/cli.py", "forum/serve.py", "forum/translations/extract.py"}


def test_rules_are_pure() -> None:
    """No database, no web, no clock: integers, fractions and times come in as arguments."""
    rules = [path for path in MODULES if path.name == "rules.py"]
    assert len(rules) > 20
    for path in rules:
        check_pure(path, tree_of(path))


def check_pure(path: Path, tree: ast.Module) -> None:
    impure = {"tortoise", "quart", "socketio", "asyncio", "random", "secrets", "time", "os", "pathlib", "sqlite3"}
    for module, names, line in imports(tree):
        assert module.split(".")[0] not in impure, f"{named(path)}:{line}"
        assert module not in {"forum.clock", "forum.journal", "forum.pages", "forum.live"}, f"{named(path)}:{line}"
        assert not (module == "forum" and set(names) & {"clock", "journal", "pages", "live"}), f"{named(path)}:{line}"
        if module.endswith(".models"):  # the words a rule is about, never a row
            taken = [getattr(importlib.import_module(module), name) for name in names]
            assert all(isinstance(one, type) and issubclass(one, enum.Enum) for one in taken), f"{named(path)}:{line}"
    for node in ast.walk(tree):
        assert not isinstance(node, ast.AsyncFunctionDef | ast.Await), f"{named(path)}:{node.lineno}"  # type: ignore[attr-defined]
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "utcnow", "today"}, f"{named(path)}:{node.lineno}: the clock"


def is_write(call: ast.Call) -> bool:
    """Of a model or a query; `dict.update` and the like are not meant."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name, receiver = call.func.attr, ast.unparse(call.func.value)
    if name in WRITES:
        return not receiver.startswith(("Image", "image", "docx_file", "paper", "pdf"))
    return name in {"update", "delete"} and re.search(r"\b(filter|all|exclude|get)\(|^[A-Z]\w+$", receiver) is not None


def test_only_commands_write() -> None:
    writers = {"commands.py", "undoing.py"}  # the latter inside the command undo_step
    writes = [
        f"{named(path)}:{node.lineno}: {ast.unparse(node)[:80]}"
        for path in MODULES
        if path.name not in writers and named(path) not in WRITERS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and is_write(node)
    ]
    assert writes == []


def test_a_transaction_is_inside_a_command_and_takes_who_acts() -> None:
    """Every function that opens a transaction is a `@command`; every public one says `by` whom."""
    commands = [path for path in MODULES if path.name == "commands.py"]
    assert len(commands) > 20
    for path in commands:
        check_commands(named(path), tree_of(path))


def check_commands(where: str, tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.AsyncFunctionDef):
            continue
        is_command = any(isinstance(one, ast.Name) and one.id == "command" for one in node.decorator_list)
        opens = any(
            isinstance(one, ast.AsyncWith) and "transaction(" in ast.unparse(one.items[0]) for one in ast.walk(node)
        )
        assert not opens or is_command, f"{where}: {node.name} opens a transaction and is no command"
        if is_command and not node.name.startswith("_"):
            assert opens, f"{where}: {node.name} is a command without a transaction"
            assert "by" in {argument.arg for argument in node.args.kwonlyargs}, (
                f"{where}: {node.name} does not say by whom"
            )


def test_a_route_decides_nothing_of_its_own() -> None:
    """It parses, calls one command or query and renders: no transaction, no event."""
    routes = [path for path in MODULES if path.name == "routes.py"]
    assert len(routes) > 20
    taken = {
        (named(path), name)
        for path in routes
        for module, names, _ in imports(tree_of(path))
        if module == "forum.journal"
        for name in names
    }
    assert [one for one in sorted(taken) if one[1] in {"transaction", "record", "command", "answer"}] == []


def test_files_have_the_names_of_the_house() -> None:
    strange = []
    for path in MODULES:
        parts = path.relative_to(ROOT).parts
        if len(parts) == 2:
            known = (
                GROUND | {"__init__"} if parts[0] == "forum" else {"__init__", "echoes", "install", "links", "searched"}
            )
        else:
            subjects = SUBJECTS.get("/".join(parts[:-1]), set())
            if subjects is None:
                continue
            known = SLICE_FILES | subjects
        if path.stem not in known:
            strange.append(named(path))
    assert strange == []


def test_no_file_is_named_for_what_fits_nowhere() -> None:
    assert [named(path) for path in MODULES if path.stem in VAGUE] == []
    assert [folder.name for floor in FLOORS for folder in (ROOT / floor).iterdir() if folder.name in VAGUE] == []


def test_files_stay_short() -> None:
    lines = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > MOST_LINES and name not in LONG} == {}


def test_the_list_of_long_files_has_no_short_ones() -> None:
    assert [name for name in LONG if len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 250] == []


# ---- templates ----

PAGES = sorted(path for path in TEMPLATES.rglob("*.html"))
# Rendered to PDF by WeasyPrint, never sent to a browser.
ON_PAPER = {"layouts/print.html"} | {
    path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "minutes/documents").glob("*.html")
}


# Markup let through unescaped: ours, rendered from a template or made where it says.
TRUSTED = {
    "agenda/room/_slot.html": "a slot rendered from its own partial",
    "agenda/room/wall/_parts.html": "segno's SVG of an address or of a network",
    "agenda/room/console.html": "forms that upper floors rendered from their own partials",
}


def page_name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def test_pages_have_no_inline_script_or_style() -> None:
    """The strict CSP would block it without a word."""
    assert len(PAGES) > 200
    for path in PAGES:
        if page_name(path) not in ON_PAPER:
            check_markup(page_name(path), path)


def check_markup(name: str, path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"<style\b", text), name
    assert not re.search(r"""\sstyle\s*=\s*["']""", text), name
    assert not re.search(r"<script\b(?![^>]*\ssrc=)", text), name
    assert not re.search(r"""<[^>]*\son[a-z]+\s*=\s*["']""", text), name
    assert "javascript:" not in text, name
    assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//""", text), f"{name}: nothing is loaded from elsewhere"
    assert not re.search(r"\|\s*safe\b", text) or name in TRUSTED, name


def test_every_form_that_posts_carries_a_command_id() -> None:
    for path in PAGES:
        check_forms(page_name(path), path)


def check_forms(name: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    macros = re.findall(r"{%-?\s*macro\s+(\w+)(?:(?!endmacro).)*command_id(?:(?!endmacro).)*endmacro", text, re.S)
    for form in re.findall(r"<form\b.*?</form>", text, re.S):
        opening = form[: form.index(">") + 1]
        if 'method="post"' not in opening:
            continue
        action = re.search(r'action="([^"]*)"', opening)
        assert action, f"{name}: {opening}"
        if (name, action[1]) in FORMS_WITHOUT_ID:
            continue
        has_id = 'name="command_id"' in form or any(f"{macro}(" in form for macro in macros)
        assert has_id, f"{name}: sent twice, this form may act twice: {opening}"


def test_the_lists_of_exceptions_name_what_is_there() -> None:
    assert all((ROOT / name).exists() for name in {**LONG, **WRITERS})
    assert all(re.search(r"\|\s*safe\b", (TEMPLATES / page).read_text(encoding="utf-8")) for page in TRUSTED)
    for page, action in FORMS_WITHOUT_ID:
        assert f'action="{action}"' in (TEMPLATES / page).read_text(encoding="utf-8")
    for folder, subjects in SUBJECTS.items():
        assert all((ROOT / folder / f"{name}.py").exists() for name in subjects or ())


def test_a_word_of_the_templates_is_given_once() -> None:
    """Filters of all floors share one space of names: the second would take the place of the first, silently."""
    names = [
        keyword.arg
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("environment.filters.update")
        for keyword in node.keywords
        if keyword.arg
    ]
    assert len(names) > 50
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
