"""共识地图 in the draft: how the hall leaned, said as no decision; pure."""

from __future__ import annotations

from agenda.statements.rules import Ground, Picture
from forum.markdown import escaped

GROUND_NAMES = {
    Ground.AGREED: "多数同意", Ground.REJECTED: "多数不同意", Ground.UNCLEAR: "还看不清", Ground.DIVIDES: "有分歧",
}  # fmt: skip


def leanings(pictures: tuple[Picture, ...]) -> str:
    return "\n\n".join(map(_leaning, pictures))


def _leaning(picture: Picture) -> str:
    rows = ["| 说法 | 同意 | 说不准 | 不同意 | 情况 |", "|:--|:-:|:-:|:-:|:--|"]
    rows += [
        f"| {escaped(line.text)} | {line.agree} | {line.skip} | {line.disagree} | {GROUND_NAMES[line.ground]} |"
        for line in picture.lines
    ]
    head = f"会议就下列说法征求意向，{picture.people}人表态。以下为意向，不是决定："
    return f"{head}\n\n" + "\n".join(rows)
