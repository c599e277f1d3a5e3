"""Form input, checked by pydantic and answered by field in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from quart import g, request

from forum.errors import N_, BadInput, RuleBroken, Sentence

CONTROLS = {chr(code) for code in (*range(32), 127)} - {"\n", "\t"}
# Marks that turn text around or hide in it: they would let a title lie about itself on the wall.
CONTROLS |= {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(character for character in text if character not in CONTROLS)
    if any(0xD800 <= ord(character) < 0xE000 for character in text):
        raise PydanticCustomError("surrogate", "lone surrogate")
    return text.strip()


def _filled(text: str) -> str:
    if not text:
        raise PydanticCustomError("missing", "empty")
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _at_most(most: int) -> Any:
    def check(text: str) -> str:
        if len(text) > most:
            raise PydanticCustomError("too_long", "too long", {"most": most, "count": len(text)})
        return text

    return AfterValidator(check)


def line(most: int) -> Any:
    """A required line of at most `most` characters."""
    return Annotated[str, AfterValidator(_clean), AfterValidator(_one_line), AfterValidator(_filled), _at_most(most)]


def optional_line(most: int) -> Any:
    return Annotated[str, AfterValidator(_clean), AfterValidator(_one_line), _at_most(most)]


def text(most: int) -> Any:
    """A required text of at most `most` characters; line breaks are kept."""
    return Annotated[str, AfterValidator(_clean), AfterValidator(_filled), _at_most(most)]


def optional_text(most: int) -> Any:
    return Annotated[str, AfterValidator(_clean), _at_most(most)]


class Form(BaseModel):
    """Base of every form. Unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore")


Digits = Annotated[str, StringConstraints(strip_whitespace=True)]
FormT = TypeVar("FormT", bound=Form)

SENTENCES = {
    "missing": N_("请填写这一项。"),
    "too_long": N_("最多 {most} 个字，现在是 {count} 个。"),
    "surrogate": N_("这里有无法保存的字符，请删去后再提交。"),
    "enum": N_("请从列表中选一项。"),
    "int_parsing": N_("请填一个整数。"),
    "int_from_float": N_("请填一个整数。"),
    "greater_than_equal": N_("不能小于 {ge}。"),
    "less_than_equal": N_("不能大于 {le}。"),
}
DATE_SENTENCE = N_("请填一个日期，例如 2026-12-10。")


def parse(form: type[FormT], given: Mapping[str, Any]) -> FormT:
    """Raises BadInput with a sentence for each field that cannot be taken."""
    try:
        return form.model_validate(dict(given))
    except ValidationError as error:
        raise BadInput({str(e["loc"][0]): _sentence(e) for e in error.errors()}) from None


def _sentence(error: ErrorDetails) -> Sentence:
    kind = error["type"]
    if kind.startswith(("date", "time")):
        return Sentence(DATE_SENTENCE)
    if error.get("input") in ("", None):
        return Sentence(SENTENCES["missing"])
    return Sentence(SENTENCES.get(kind, N_("这一项填得不对，请改一下。")), error.get("ctx") or {})


OF_PERSON = "-of-"
"""Stands in a command's id before the number of the person on whose page the form was."""


async def given() -> dict[str, str]:
    """The submitted fields as they were typed; of a field sent twice, the first.

    Raises RuleBroken where the phone has gone on as somebody else since the page was opened.
    """
    typed = {name: value.replace("\x00", "") for name, value in (await request.form).items()}
    _check_whose(typed.get("command_id", ""))
    return typed


def _check_whose(command_id: str) -> None:
    """Several people share a phone: what one of them has begun does not go out in the name of another."""
    _, marked, whose = command_id.partition(OF_PERSON)
    actor = getattr(g, "actor", None)
    if marked and actor is not None and whose != str(actor.person_id):
        said = N_("这一页是另一位打开的，这台手机现在是{name}，没有提交。请换回原来的人再交。")
        raise RuleBroken(said, name=actor.name)
