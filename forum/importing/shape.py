"""What every list that is read from a file and written to one says of itself: its columns, its key, how a row goes in.

A `Subject` is made anew for each request by an `Importer`: it carries the records as they are now, so that reading a
file against it is pure.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from forum.errors import N_, Sentence

if TYPE_CHECKING:
    from forum.access import Actor

Cells = Mapping[str, str]
"""A row by the keys of its columns; words of a list are there as the code has them, what isn't said is ""."""


class Holds(Enum):
    LINE = "line"
    TEXT = "text"
    PHONE = "phone"
    NUMBER = "number"
    PLACE = "place"
    WORD = "word"


@dataclass(frozen=True)
class Column:
    """`aliases` are headers it goes by, apart by blanks; `limit` the longest text in characters.

    `choices` of a WORD: what the code has for it → the words that mean it, apart by blanks, first the one to write.
    A required one can be left out where the one `instead` of it is filled in. One that is not `written` is understood
    and never exported; one that is not `told` is left out where two rows are shown beside each other.
    """

    key: str
    word: str
    aliases: str = ""
    limit: int = 80
    required: bool = False
    holds: Holds = Holds.LINE
    choices: Mapping[str, str] = field(default_factory=dict)
    width: int = 14
    written: bool = True
    instead: str = ""
    told: bool = True

    def shown(self, value: str) -> str:
        return self.choices[value].split()[0] if value in self.choices else value


ID = Column("id", N_("编号"), "编号 系统编号 id", holds=Holds.NUMBER, width=8, told=False)
"""A row that was exported knows itself again by it."""


@dataclass(frozen=True)
class Marks:
    """By what rows and records find each other: who shares one of `sure` is the same.

    Who `has` what another `asks` for is alike: that is a question for a person.
    """

    sure: frozenset[Hashable] = frozenset()
    has: frozenset[Hashable] = frozenset()
    asks: frozenset[Hashable] = frozenset()


NO_MARKS = Marks()


@dataclass(frozen=True)
class Record:
    """What is here already. `ref` is the subject's own name for it; one that is not `listed` (a resident who is no
    member yet) can be found and is not exported."""

    ref: str
    cells: Cells
    marks: Marks = NO_MARKS
    listed: bool = True


@dataclass(frozen=True)
class Row:
    """A row of the file without faults. `line` counts the file's rows from 1."""

    line: int
    cells: Cells


@dataclass(frozen=True)
class Fault:
    """What is wrong, in words; `column` is a column's key or ""."""

    line: int
    column: str
    sentence: Sentence


@dataclass(frozen=True)
class Step:
    """What becomes of a row: a new record where `record` is None or not listed, else these changes of the record.

    `changes`: column → (as it is, as the file has it).
    """

    row: Row
    record: Record | None = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.record is None or not self.record.listed


@dataclass(frozen=True)
class Subject:
    """`name` is how the list is called in an event, `title` on a page, `about` what it is of (a body's name).

    `named` gives what a row is called, `marks` how it finds its record; `faults` says what is wrong with a row beyond
    its cells; `read` says the same in the words of the records; `put` writes the steps, inside the command; `notes`
    says what else that makes. In a `unique` list nothing can stand twice; only where the name is not the key itself a
    file `renames` a record. Columns that are `fixed` count for a new one only; a record that it `keeps` is not changed.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    records: Sequence[Record]
    named: Callable[[Cells], str]
    marks: Callable[[Cells], Marks]
    put: Callable[[Sequence[Step], Actor], Awaitable[None]]
    about: str = ""
    of: int | None = None
    back: str = "/register/import"
    unique: bool = False
    renames: bool = True
    name_key: str = "name"
    fixed: frozenset[str] = frozenset()
    keeps: Callable[[Record], bool] = lambda _: False
    faults: Callable[[Row], Sequence[Fault]] = lambda _: ()
    read: Callable[[Cells], Cells] = lambda cells: cells
    notes: Callable[[Sequence[Step]], Sequence[Sentence]] = lambda _: ()

    @property
    def key(self) -> str:
        return f"{self.name}-{self.of}" if self.of is not None else self.name

    @property
    def written(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.written)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True)
class Importer:
    """A kind of list. `open` makes its subject, of the thing with that id where there are several; `several` names
    these as (id, name)."""

    name: str
    title: str
    note: str
    open: Callable[[int | None], Awaitable[Subject]]
    several: Callable[[], Awaitable[list[tuple[int, str]]]] | None = None
