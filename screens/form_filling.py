"""A form being filled in: its lines, which of them are asked now, the answers so far, the first gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from desk.counter import forms
from desk.counter.answers import Answer, Scalar
from desk.counter.papers import needed
from desk.counter.refusals import AnswerMissing
from desk.model.errors import DeskError
from desk.words import Words
from screens.form_lines import AddRow, Heading, Line, PaperItem, Question, Reckoned

if TYPE_CHECKING:
    from desk.catalogue.service import FormField, Service
    from desk.model.kinds.requests import PaperShown
    from desk.rules.working_days import HolidayCalendar

_PAPERS = Words("เอกสาร  (Space เปลี่ยน, F4 เลือก)", "Papers  (Space changes, F4 lists)")


class Filling:
    """The lines of one form. `form` is what is answered so far, as it would be kept (see desk/counter/forms.py)."""

    def __init__(self, service: Service, filed: date, calendar: HolidayCalendar) -> None:
        self.service = service
        self.filed = filed
        self._calendar = calendar
        self.applicant = ""
        """The kind of whoever applies, as far as somebody is named; papers may hang on it."""
        self.form: dict[str, Answer] = {}
        self._prefilled: dict[str, Answer] = {}
        self._single: dict[str, Question | Reckoned] = {}
        self._tables: dict[str, list[list[Question]]] = {}
        self._ends: dict[str, AddRow] = {}
        self._papers = [PaperItem(paper) for paper in service.papers]
        for field in service.fields:
            if field.type == "table":
                self._tables[field.name] = []
                self._ends[field.name] = AddRow(field)
                for _ in range(field.least if field.least is not None else int(field.required)):
                    self.add_row(field)
            elif field.value is not None:
                self._single[field.name] = Reckoned(field)
            else:
                self._single[field.name] = Question(field, service.code)
        self.lines: list[Line] = []
        self.arrange()

    # ---- lines

    def arrange(self) -> None:
        """Put the lines in the order of the form; after rows came or went."""
        self.lines = [*self._questions()]
        if self._papers:
            self.lines += [Heading(_PAPERS), *self._papers]
        self.follow()

    def _questions(self) -> Iterator[Line]:
        for field in self.service.fields:
            if field.type != "table":
                yield self._single[field.name]
                continue
            yield Heading(field.label)
            for row in self._tables[field.name]:
                yield from row
            yield self._ends[field.name]

    def follow(self) -> bool:
        """Reckon what follows from the answers; True when lines came, went or say something else."""
        before = [_seen_of(line) for line in self.lines]
        now = forms.asked(self.service, self.answers(), self.filed, self._calendar)
        self.form = now.form
        names = {field.name for field in now.fields}
        for name, line in self._single.items():
            line.asked = name in names
            if isinstance(line, Reckoned):
                line.answer = now.form.get(name)
        for paper in self._papers:
            paper.asked = needed(paper.paper, now.form, self.applicant)
            paper.belongs_to(self.applicant)
        heading: Heading | None = None
        for part in self.lines:
            if isinstance(part, Heading):
                heading = part
            elif isinstance(part, AddRow):
                self._ask_table(part, heading, part.table.name in names)
        return before != [_seen_of(line) for line in self.lines]

    def _ask_table(self, end: AddRow, heading: Heading | None, asked: bool) -> None:
        rows = self._tables[end.table.name]
        if heading is not None:
            heading.asked = asked
        for line in (line for row in rows for line in row):
            line.asked = asked
        end.asked = asked and len(rows) < end.table.rows_most

    def add_row(self, table: FormField) -> Question:
        """Another row at the end of a table; gives its first question."""
        rows = self._tables[table.name]
        row = [Question(column, self.service.code, table.name, len(rows)) for column in table.columns]
        rows.append(row)
        return row[0]

    def remove_row(self, line: Question) -> Line:
        """Take the row of this question away; those below move up. Gives the line the cursor goes on."""
        rows = self._tables[line.table]
        del rows[line.row]
        for number, row in enumerate(rows):
            for question in row:
                question.row = number
        return rows[line.row][0] if line.row < len(rows) else self._ends[line.table]

    # ---- answers

    def answers(self) -> dict[str, Answer | None]:
        """The answers as they stand, rows without any answer left out."""
        answers: dict[str, Answer | None] = {
            name: line.answer for name, line in self._single.items() if isinstance(line, Question)
        }
        for name, rows in self._tables.items():
            told = [{q.field.name: q.answer for q in row if q.answer is not None} for row in rows]
            kept: list[dict[str, Scalar]] = [row for row in told if row]
            answers[name] = kept or None
        return answers

    def put(self, answers: Mapping[str, Any]) -> None:
        """Put answers into the form: of a request brought back, of a draft."""
        for name, line in self._single.items():
            if isinstance(line, Question):
                line.put(answers.get(name))
        for field in self.service.fields:
            if field.type == "table" and isinstance(told := answers.get(field.name), list):
                self._put_rows(field, told)
        self.arrange()

    def _put_rows(self, table: FormField, told: Sequence[Mapping[str, Scalar]]) -> None:
        rows = self._tables[table.name]
        while len(rows) < min(len(told), table.rows_most):
            self.add_row(table)
        for row, answers in zip(rows, told, strict=False):
            for question in row:
                question.put(answers.get(question.field.name))

    def prefill(self, known: Mapping[str, Answer]) -> None:
        """Fill in what the registry knows; what was typed by hand stays, what came from another record goes."""
        for name, line in self._single.items():
            if isinstance(line, Question) and (line.answer is None or line.answer == self._prefilled.get(name)):
                answer = known.get(name)
                line.put(answer if not isinstance(answer, list) else None)
        self._prefilled = dict(known)
        self.follow()

    @property
    def typed(self) -> bool:
        """Whether anything stands there that the registry did not fill in."""
        told = self.answers()
        return any(answer is not None and answer != self._prefilled.get(name) for name, answer in told.items())

    # ---- papers

    def put_papers(self, shown: Sequence[Mapping[str, Any]]) -> None:
        """How the papers stood when the request was taken in, or the draft kept."""
        told = {paper["paper"]: paper for paper in shown}
        for item in self._papers:
            if item.paper.code in told and item.stops:
                paper = told[item.paper.code]
                item.stand(paper["how"], paper.get("instead"), paper.get("proof"))

    def put_scans(self, scans: Mapping[str, str]) -> None:
        """A scan that lies on a missing paper satisfies it; `scans` by code of the paper."""
        for item in self._papers:
            if item.how == "missing" and item.paper.code in scans:
                item.stand("scan", proof=scans[item.paper.code])

    def papers(self) -> tuple[PaperShown, ...]:
        """How every paper that is needed stands."""
        return tuple(item.shown() for item in self._papers if item.asked)

    def missing(self) -> list[Words]:
        """What the papers are called that the citizen has still to bring."""
        return [item.label for item in self._papers if item.asked and item.how == "missing"]

    # ---- the whole

    def gap(self) -> tuple[Question, DeskError] | None:
        """The first question that is wrong or needs an answer, and what to say; None when the form is whole."""
        for line in self.lines:
            if not isinstance(line, Question) or not line.asked or self._spare(line):
                continue
            if line.error is not None:
                return line, line.error
            if line.text.strip() and line.answer is None:
                try:
                    line.clean(line.text)
                except DeskError as error:
                    return line, error
            if line.field.required and line.answer is None:
                return line, AnswerMissing(field=line.label)
        return None

    def _spare(self, line: Question) -> bool:
        """Whether the question stands in a row nobody filled in and nobody asks for."""
        if not line.table:
            return False
        field = self.service.asks(line.table)
        least = field.least if field is not None and field.least is not None else 1
        row = self._tables[line.table][line.row]
        optional = field is not None and not field.required
        return all(not question.text.strip() for question in row) and (optional or line.row >= least)


def _seen_of(line: Line) -> tuple[bool, object]:
    """What may change by itself about a line: whether it is asked, what was reckoned, how a paper stands."""
    if isinstance(line, PaperItem):
        return line.asked, line.how
    return line.asked, line.answer if isinstance(line, Reckoned) else None
