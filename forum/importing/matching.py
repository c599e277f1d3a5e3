"""Which row is which record: certain by a shared key, asked where they are only alike, else new. Pure.

Nothing is merged because it looks alike. A question shows both, and its answer is kept with the file.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forum.errors import N_, Sentence
from forum.importing.cells import same
from forum.importing.shape import ID, Cells, Fault, Marks, Record, Row, Step, Subject
from forum.owners.lookalikes import plain

SAME, RENAMED, OTHER, LEFT = "same", "renamed", "other", "left"
MOST_CANDIDATES = 6


@dataclass(frozen=True)
class Candidate:
    """Whom a row may be: a record, or with `line` an earlier row of the file."""

    cells: Cells
    record: Record | None = None
    line: int | None = None


@dataclass(frozen=True)
class Question:
    """`options` are answers → words; `same-0` is the first candidate, `renamed-0` too, with the name the file has."""

    key: str
    row: Row
    candidates: tuple[Candidate, ...]
    options: Mapping[str, Sentence]


@dataclass(frozen=True)
class Plan:
    """What becomes of every good row: `steps` are put in, `unchanged` and `left` are not.

    `left` stand twice, or a person said so.
    """

    steps: tuple[Step, ...] = ()
    unchanged: tuple[Row, ...] = ()
    left: tuple[Row, ...] = ()
    questions: tuple[Question, ...] = ()
    settled: tuple[tuple[Question, str], ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def new(self) -> list[Step]:
        return [step for step in self.steps if step.is_new]

    @property
    def changed(self) -> list[Step]:
        return [step for step in self.steps if not step.is_new]


def plan(rows: Sequence[Row], subject: Subject, decisions: Mapping[str, str]) -> Plan:
    return _Matching(subject, decisions).of(rows)


@dataclass
class _Found:
    """A row with its marks and what was found for it."""

    row: Row
    marks: Marks
    record: Record | None = None
    certain: bool = False


@dataclass
class _Matching:
    subject: Subject
    decisions: Mapping[str, str]
    steps: list[Step] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    settled: list[tuple[Question, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def of(self, rows: Sequence[Row]) -> Plan:
        self._index()
        found = [_Found(row, self.subject.marks(row.cells)) for row in rows]
        for one in found:
            self._settle_what_is_certain(one)
        for one in found:
            self._settle(one)
        return Plan(
            tuple(sorted(self.steps, key=lambda step: step.row.line)), tuple(self.unchanged), tuple(self.left),
            tuple(self.questions), tuple(self.settled), tuple(self.faults),
        )  # fmt: skip

    def _index(self) -> None:
        self.by_id = {record.cells["id"]: record for record in self.subject.records if record.cells.get("id")}
        self.sure = _indexed(self.subject.records, lambda record: record.marks.sure)
        self.alike = _indexed(self.subject.records, lambda record: record.marks.has)
        self.rows_sure: dict[Hashable, list[_Found]] = defaultdict(list)
        self.rows_alike: dict[Hashable, list[_Found]] = defaultdict(list)
        self.taken: dict[str, _Found] = {}

    # ---- what is certain ----

    def _settle_what_is_certain(self, one: _Found) -> None:
        """By the number of an export that still has the name, else by a key that one free record shares."""
        known = self.by_id.get(one.row.cells.get("id", ""))
        if known is not None:
            free = [known] if known.ref not in self.taken and self._called_alike(one, known) else []
        else:
            shared = self._records(self.sure, one.marks.sure)
            free = [record for record in shared if record.ref not in self.taken]
            unchanged = [record for record in free if not self._changes(one.row, record)]
            free = unchanged[:1] if unchanged and len(free) > 1 else free
        if len(free) == 1:
            one.certain = True
            self._take(one, free[0])

    def _called_alike(self, one: _Found, record: Record) -> bool:
        return plain(self.subject.named(one.row.cells)) == plain(self.subject.named(record.cells))

    def _take(self, one: _Found, record: Record, *, renamed: bool = True) -> None:
        one.record = record
        self.taken[record.ref] = one
        changes = self._changes(one.row, record)
        if not renamed:
            changes = {key: change for key, change in changes.items() if key != self.subject.name_key}
        if changes and record.listed and self.subject.keeps(record):
            said = Sentence(N_("“{name}”已经在办，不能从表格里改。"), {"name": self.subject.named(record.cells)})
            self.faults.append(Fault(one.row.line, next(iter(changes)), said))
        elif changes or not record.listed:
            self.steps.append(Step(one.row, record, changes))
        else:
            self.unchanged.append(one.row)

    def _changes(self, row: Row, record: Record) -> dict[str, tuple[str, str]]:
        """What the row says otherwise; what it leaves empty stays."""
        name = self.subject.name_key
        return {
            column.key: (record.cells.get(column.key, ""), text)
            for column in self.subject.columns
            if column.key not in (ID.key, *self.subject.fixed)
            and (text := row.cells.get(column.key, ""))
            and not same(column, record.cells.get(column.key, ""), text)
            and not (column.key == name and plain(record.cells[name]) == plain(text))
        }

    # ---- what is not ----

    def _settle(self, one: _Found) -> None:
        if one.record is None:
            if self.subject.unique and (first := self._first(one)) is not None:
                self._settle_double(one, first)
                return
            if candidates := self._candidates(one):
                self._ask(one, candidates)
            else:
                self.steps.append(Step(one.row))
        for key in one.marks.sure:
            self.rows_sure[key].append(one)
        for key in one.marks.has:
            self.rows_alike[key].append(one)

    def _first(self, one: _Found) -> _Found | None:
        """The earlier row that has the same key."""
        known = self._records(self.sure, one.marks.sure)
        holders = [self.taken[record.ref] for record in known if record.ref in self.taken]
        return next(iter([*self._earlier(self.rows_sure, one.marks.sure), *holders]), None)

    def _settle_double(self, one: _Found, first: _Found) -> None:
        said_more = {key: text for key, text in one.row.cells.items() if text and key != ID.key}
        if all(first.row.cells.get(key, "") == text for key, text in said_more.items()):
            self.left.append(one.row)
            return
        said = Sentence(N_("和第{row}行是同一条，写的却不一样。"), {"row": first.row.line})
        self.faults.append(Fault(one.row.line, self.subject.name_key, said))

    def _candidates(self, one: _Found) -> list[Candidate]:
        """Records first, then earlier rows of the file that are in no record."""
        known = self.by_id.get(one.row.cells.get("id", ""))
        records = [known] if known is not None else []
        records += self._records(self.sure, one.marks.sure) + self._records(self.alike, one.marks.asks)
        found = {record.ref: Candidate(record.cells, record) for record in records}
        rows = self._earlier(self.rows_sure, one.marks.sure) + self._earlier(self.rows_alike, one.marks.asks)
        lines = {row.row.line: Candidate(row.row.cells, None, row.row.line) for row in rows if not row.certain}
        return [*found.values(), *lines.values()][:MOST_CANDIDATES]

    def _records(self, index: Mapping[Hashable, list[Record]], keys: Iterable[Hashable]) -> list[Record]:
        found = {record.ref: record for key in keys for record in index.get(key, ())}
        return list(found.values())

    def _earlier(self, index: Mapping[Hashable, list[_Found]], keys: Iterable[Hashable]) -> list[_Found]:
        found = {row.row.line: row for key in keys for row in index.get(key, ())}
        return [found[line] for line in sorted(found)]

    def _ask(self, one: _Found, candidates: list[Candidate]) -> None:
        question = self._question(one, candidates)
        answer = self.decisions.get(question.key, "")
        if answer not in question.options:
            self.questions.append(question)
            return
        self.settled.append((question, answer))
        if answer == LEFT:
            self.left.append(one.row)
        elif answer == OTHER:
            self.steps.append(Step(one.row))
        else:
            kind, _, place = answer.partition("-")
            record = candidates[int(place)].record
            if record is None or record.ref in self.taken:  # the row that is there already stands for both
                self.left.append(one.row)
            else:
                self._take(one, record, renamed=kind == RENAMED)

    def _question(self, one: _Found, candidates: list[Candidate]) -> Question:
        options: dict[str, Sentence] = {}
        for place, candidate in enumerate(candidates):
            words = {"name": self.subject.named(candidate.cells), "n": place + 1, "row": candidate.line or 0}
            if candidate.record is None:
                said = N_("和第{row}行是同一个，只留那一行")
            else:
                said = N_("就是“{name}”") if len(candidates) == 1 else N_("就是第{n}个“{name}”")
            options[f"{SAME}-{place}"] = Sentence(said, words)
            renames = self.subject.renames and candidate.record is not None
            if renames and candidate.record and not self._called_alike(one, candidate.record):
                new = {**words, "new": self.subject.named(one.row.cells)}
                options[f"{RENAMED}-{place}"] = Sentence(N_("就是“{name}”，名称改成“{new}”"), new)
        options[OTHER] = Sentence(N_("不是，另记一个"))
        options[LEFT] = Sentence(N_("这一行不导入"))
        return Question(_key(one.row, candidates), one.row, tuple(candidates), options)


def _indexed(
    records: Sequence[Record], keys_of: Callable[[Record], Iterable[Hashable]]
) -> dict[Hashable, list[Record]]:
    index: dict[Hashable, list[Record]] = defaultdict(list)
    for record in records:
        for key in keys_of(record):
            index[key].append(record)
    return index


def _key(row: Row, candidates: Sequence[Candidate]) -> str:
    """The same question has the same key when the file is sent again, wherever its row stands then."""
    shown = [dict(row.cells), *(dict(candidate.cells) for candidate in candidates)]
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def bulk(questions: Sequence[Question], least: int = 4) -> list[str]:
    """Answers that fit so many open questions that one choice is offered for all of them."""
    counted: dict[str, int] = defaultdict(int)
    for question in questions:
        for option in question.options:
            counted[option] += 1
    return [option for option, count in counted.items() if count >= least and option in (f"{SAME}-0", OTHER, LEFT)]


def given(questions: Sequence[Question], typed: Mapping[str, str]) -> dict[str, str]:
    """What was chosen; a choice for all goes to each question that has none of its own."""
    for_all = typed.get("answer-all", "")
    chosen = {question.key: typed.get(f"answer-{question.key}", "") or for_all for question in questions}
    return {question.key: chosen[question.key] for question in questions if chosen[question.key] in question.options}
