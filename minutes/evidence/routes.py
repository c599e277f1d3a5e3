from __future__ import annotations

from quart import Blueprint, Response, request

from forum import pages
from forum.errors import N_, BadInput, NotFound, Refusal, Sentence, TooMany
from forum.forms import Form, given, line, parse
from forum.security import Bucket, client_address
from minutes.evidence import verifying

blueprint = Blueprint("evidence", __name__)
tries = Bucket(20, 6.0)


class WordsForm(Form):
    words: line(200)  # type: ignore[valid-type]


@blueprint.get("/verify")
async def ask() -> Response:
    return await pages.page("minutes/evidence/verify.html", found=[], asked=False)


@blueprint.get("/verify/<string(maxlength=20):code>")
async def show(code: str) -> Response:
    """Where the QR code on a paper leads."""
    _not_too_often()
    found = await verifying.by_code(code)
    if found is None:
        raise NotFound(N_("没有这个核验编号。请核对纸上印的编号，或在核验页上传文件。"))
    return await pages.page("minutes/evidence/verify.html", found=[found], asked=True)


@blueprint.post("/verify")
async def verify() -> Response:
    """A file, or what is printed on it. Nothing is kept."""
    _not_too_often()
    try:
        found = await _looked_up()
    except Refusal as refusal:
        return await pages.refused_page("minutes/evidence/verify.html", refusal, await given(), found=[], asked=False)
    return await pages.page("minutes/evidence/verify.html", found=found, asked=True)


async def _looked_up() -> list[verifying.Found]:
    file = (await request.files).get("file")
    if file is not None and file.filename:
        content = file.read(verifying.LARGEST + 1)
        if not content:
            raise BadInput({"file": Sentence(N_("这个文件是空的。"))})
        return [await verifying.file(content)]
    form = parse(WordsForm, await given())
    return await verifying.words(form.words)


def _not_too_often() -> None:
    if not tries.take(client_address()):
        raise TooMany(N_("核验得太频繁了，请过一分钟再试。"))
