"""Finds every source string of the code and the templates, and keeps the translations beside them.

`python -m forum.translations.extract` adds what is new to each messages.po and drops what is gone. Documents are always
Chinese (§ official paper), so what only they say is not translated.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
KEYWORDS = {"N_": None, "_": None, "say": None}
CODE = [("**.py", "python")]
PAGES = [("**.html", "jinja2.ext:babel_extract")]
PAPERS = ("minutes/documents/", "layouts/print.html")


def sources() -> dict[str, list[str]]:
    """Source strings with the files they stand in."""
    found: dict[str, list[str]] = {}
    for folder, methods in (("forum", CODE), ("agenda", CODE), ("minutes", CODE), ("templates", PAGES)):
        for name, _, message, _, _ in extract_from_dir(ROOT / folder, methods, keywords=KEYWORDS):
            where = f"{folder}/{name}" if folder != "templates" else name
            text = message[0] if isinstance(message, tuple) else message
            if text and not (where.endswith(".html") and where.startswith(PAPERS)):
                found.setdefault(text, []).append(where)
    return found


def translations(language: str) -> dict[str, str]:
    path = HERE / language / "messages.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string or "") for entry in read_po(file) if entry.id}


def update(language: str) -> int:
    """Rewrite a language's catalogue for today's sources; gives how many are still to be translated."""
    known = translations(language)
    catalogue = Catalog(locale=language, project="yishi", header_comment=f"# yishi · {language}")
    for text, places in sorted(sources().items(), key=lambda entry: (min(entry[1]), entry[0])):
        catalogue.add(text, known.get(text, ""), auto_comments=[min(places)])
    (HERE / language).mkdir(exist_ok=True)
    with (HERE / language / "messages.po").open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=True)
    return sum(not entry.string for entry in catalogue if entry.id)


if __name__ == "__main__":
    for language in sorted(path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_")):
        print(f"{language}: {update(language)} to translate")
