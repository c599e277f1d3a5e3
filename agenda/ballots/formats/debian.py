"""Tally sheets as the Debian project publishes them: options by number, then a line of ranks for each paper.

    Option 1--------->: Jeroen van Wolffelaar
    V: 3-311-56 		5983810b34693310479f3b26eda85177

The n-th sign is the rank of option n; "-" leaves it unranked. The hash by which voters find their paper is not kept.
"""

from __future__ import annotations

import re

from agenda.ballots.formats.files import BadLine, RankedFile, papers_of
from agenda.ballots.methods.options import Option
from agenda.ballots.methods.ranked import Paper
from forum.errors import N_

_OPTION = re.compile(r"[\s|/]*Option\s+(?P<number>\d{1,3})\s*-*>\s*:\s*(?P<name>.*\S)")
_VOTE = re.compile(r"V:\s+(?P<ranks>[-1-9]+)(?:\s+\S+)?\s*$")


def read(text: str) -> RankedFile:
    """BadLine for an option out of order or a paper that cannot be read; other lines are prose."""
    options: list[Option] = []
    rows: list[tuple[Paper, int]] = []
    for line, content in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if found := _OPTION.match(content):
            options.append(_option(line, found, len(options) + 1))
        elif content.startswith("V:"):
            rows.append((_paper(line, content, len(options)), 1))
    return RankedFile(tuple(options), papers_of(rows))


def _option(line: int, found: re.Match[str], expected: int) -> Option:
    if int(found["number"]) != expected:
        raise BadLine(
            line,
            N_("这里应是第 {expected} 个选项，写的却是第 {number} 个。"),
            expected=expected,
            number=found["number"],
        )
    return Option(expected, found["name"])


def _paper(line: int, content: str, options: int) -> Paper:
    found = _VOTE.match(content)
    if not found:
        raise BadLine(line, N_("选票应写成“V: 12-3”，每个选项一个名次或一个 -。"))
    if len(found["ranks"]) != options:
        raise BadLine(
            line, N_("有 {options} 个选项，这里却有 {ranks} 个名次。"), options=options, ranks=len(found["ranks"])
        )
    return Paper.of({option: int(rank) for option, rank in enumerate(found["ranks"], 1) if rank != "-"})
