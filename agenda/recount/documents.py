"""The JSON of a session and of a ballot, field by field: written by `exporting.py`, read by `reading.py`."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from agenda.ballots.methods.kinds import Kind

Whole = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Two = tuple[Whole, Whole]
Choice = str | dict[str, Any] | None
SESSION: Final = "yishi-session"
BALLOT: Final = "yishi-ballot"


class Part(BaseModel):
    """A field that is not known is a mistake, not an extra: a slip of the pen must not change a count."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VoteEntry(Part):
    """A named vote, or `votes` equal ones that weigh `weight` together (0.01 m², or voting rights)."""

    choice: Choice
    voter: str = ""
    source: str = ""
    group: str = ""
    weight: Whole = 0
    votes: Whole = 1


class PaperEntry(Part):
    """A paper of a secret ballot's published list."""

    receipt: str
    choice: Choice
    group: str = ""


class BlockEntry(Part):
    """Counted in one lump: hands, a row for each group, or in one row a question's papers, as sums or as bundles of
    equal ones, as `Announced` has them; `confirmed` are the scrutineer's figures, which hold."""

    source: str = ""
    counted: tuple[dict[str, Any], ...]
    confirmed: tuple[dict[str, Any], ...] | None = None


class RollEntry(Part):
    """Figures of the roll as frozen: entitled and present, by group and in weight as [entitled, present].

    `delivered` and `silent` (of those) as [heads, weight], where a written ballot has them on record.
    """

    entitled: Whole
    present: Whole
    groups: dict[str, Two] = {}
    weighed: Two | None = None
    delivered: Two | None = None
    silent: Two | None = None


class Announced(Part):
    """What was announced. `tally`: {"": [for, against, abstain], "A": […]}, in weight `weighed`, each with those that
    follow the majority (从众) as a fourth figure if there are any; of kinds with papers {"papers": [[choice, votes,
    weight], …]}. Of papers counted by hand {"returned": [marked, blank, invalid], "options": [[option, one, other], …],
    "write_ins": [[name, votes], …]}: votes and 0, for and against, or how many scored it with how many points.
    `winners` are option ids, best first."""

    outcome: str = ""
    tally: dict[str, list[Any]] = {}
    weighed: tuple[Whole, Whole, Whole] | tuple[Whole, Whole, Whole, Whole] | None = None
    winners: tuple[int, ...] | None = None


class BallotEntry(Part):
    """One ballot. `rules` only where it has not the session's; `casting` is the chair's vote on a tie.

    `hash` is of the published list of a secret ballot. `masked`: names written in were replaced in `papers`, and `hash`
    is of the list as it is here.
    """

    id: int = 0
    item: str = ""
    question: str = ""
    kind: Kind = Kind.YES_NO
    secret: bool = False
    masked: bool = False
    state: Literal["closed", "void"] = "closed"
    void_reason: str = ""
    rules: dict[str, Any] | str | None = None
    settings: dict[str, Any] = {}
    roll: RollEntry | None = None
    votes: tuple[VoteEntry, ...] = ()
    papers: tuple[PaperEntry, ...] = ()
    hash: str = ""
    blocks: tuple[BlockEntry, ...] = ()
    casting: str = ""
    announced: Announced | None = None


class BallotFile(BallotEntry):
    format: Literal["yishi-ballot"]
    version: Literal[1]


class About(Part):
    id: int = 0
    title: str = ""
    kind: str = ""
    body: str = ""
    date: str = ""


class SessionFile(Part):
    format: Literal["yishi-session"] = SESSION
    version: Literal[1] = 1
    session: About
    rules: dict[str, Any] | str
    ballots: tuple[BallotEntry, ...]


def written(part: Part) -> str:
    """JSON text, two blanks deep; what has its default is left out, but for what tells the format."""
    always = {"format": SESSION, "version": 1} if isinstance(part, SessionFile) else {}
    data = {**always, **part.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(data, ensure_ascii=False, indent=1)
