"""What a file is that somebody holds against what was issued; pure, and in sentences a resident understands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from forum.errors import N_, Sentence


class Finding(StrEnum):
    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    FOREIGN = "foreign"


MARKS = {
    Finding.GENUINE: "done",
    Finding.SUPERSEDED: "warning",
    Finding.ALTERED: "lost",
    Finding.FOREIGN: "lost",
}
WORDS = {
    Finding.GENUINE: N_("是原件，现行有效"),
    Finding.SUPERSEDED: N_("是原件，但已有新版"),
    Finding.ALTERED: N_("不是原件：内容被改动过"),
    Finding.FOREIGN: N_("不是这里公布的文件"),
}


@dataclass(frozen=True)
class Known:
    """A version of minutes as it was issued; `newest` is the number of the version in force."""

    title: str
    number: str
    version: int
    newest: int
    published: str


@dataclass(frozen=True)
class Verdict:
    finding: Finding
    sentences: tuple[Sentence, ...]

    @property
    def word(self) -> str:
        return WORDS[self.finding]

    @property
    def mark(self) -> str:
        return MARKS[self.finding]


def judged(exact: Known | None, claimed: Known | None) -> Verdict:
    """`exact`: what was issued with the very same bytes. `claimed`: what a file with other bytes says it is."""
    if exact is None and claimed is None:
        unknown = Sentence(N_("这里没有公布过这份文件。也许是别处的文件，也许改动太大认不出来了。"))
        return Verdict(Finding.FOREIGN, (unknown,))
    if exact is None:
        assert claimed is not None
        text = N_("文件自称是{which}，但和公布时存下的原件不一样：有人改过，没有下载完整，或者是另存、打印出来的。")
        said = Sentence(text, _which(claimed)), Sentence(N_("请以公布页上的原件为准。"))
        return Verdict(Finding.ALTERED, said)
    genuine = Sentence(N_("这份文件和公布时存下的原件一个字节都不差：{which}。"), _which(exact))
    if exact.version < exact.newest:
        newer = Sentence(N_("后来公布了第 {newest} 版，请看新版。"), {"newest": exact.newest})
        return Verdict(Finding.SUPERSEDED, (genuine, newer))
    return Verdict(Finding.GENUINE, (genuine, Sentence(N_("这是最新的一版。"))))


def _which(known: Known) -> dict[str, object]:
    text = N_("《{title}》{number}第 {version} 版，{published}公布")
    values = {"title": known.title, "number": known.number, "version": known.version, "published": known.published}
    return {"which": Sentence(text, values)}


_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def code_in(typed: str) -> str:
    """A code as it was printed, from what somebody typed: without dashes, in small letters; "" where it is none."""
    bare = re.sub(r"[^0-9A-Z]", "", typed.upper())
    code = "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))
    return code if _CODE.fullmatch(code) else ""


def digest_in(typed: str) -> str:
    """A SHA-256 in hexadecimal, as people copy it; "" where it is none."""
    bare = re.sub(r"[\s:：-]", "", typed.lower())
    return bare if re.fullmatch(r"[0-9a-f]{64}", bare) else ""


def number_in(typed: str) -> tuple[int, int] | None:
    """〔2026〕3号 as year and number, in any brackets people type."""
    found = re.search(r"(\d{4})\D{1,3}(\d{1,5})", typed)
    return (int(found[1]), int(found[2])) if found else None
