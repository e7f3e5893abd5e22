"""The lines of a submission for a thread, with the comments about them: all of the code, or what changed in it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.safestring import SafeString

from cohorts.threads.models import Comment
from cohorts.threads.rules import LineRange
from exercises.models import Submission
from exercises.submissions.diff import diff_lines
from exercises.submissions.source_html import learner_html, split_lines

MAX_LINES = 2_000  # shown; a longer source is shown whole on the submission's page
Remark = tuple[str, Comment]
"""Who wrote a comment, and the comment."""


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    """A line of the code. In a diff also a removed line, or unchanged lines that aren't shown."""

    html: SafeString
    number: int = 0
    """0: the submission has no such line."""
    remarks: Sequence[Remark] = ()
    """The comments whose lines end here."""
    is_marked: bool = False
    """Whether a comment is about it."""
    sign: str = ""
    """In a diff "+" or "-" for a changed line."""
    gap: int = 0
    """The number of unchanged lines that are left out here."""

    @property
    def last_range(self) -> LineRange | None:
        """The lines of the last comment here, for a reply to it."""
        return self.remarks[-1][1].lines if self.remarks else None


def code_lines(run: Submission, remarks: Sequence[Remark]) -> list[CodeLine]:
    """Return all lines, with the comments about them."""
    by_line: Mapping[int, list[Remark]] = defaultdict(list)
    marks: set[int] = set()
    for who, comment in remarks:
        if comment.first_line and comment.last_line:
            by_line[comment.last_line].append((who, comment))
            marks.update(range(comment.first_line, min(comment.last_line, MAX_LINES) + 1))
    return [
        CodeLine(number=number, html=html, remarks=by_line.get(number, ()), is_marked=number in marks)
        for number, html in enumerate(_html_lines(run), start=1)
    ]


def changed_lines(before: Submission, after: Submission, code: Sequence[CodeLine]) -> list[CodeLine]:
    """Return the changes, with the unchanged lines around them and those that a comment is about. Empty: no changes.

    ``code`` are the lines of ``after``.
    """
    old_lines, changes, last = _html_lines(before), list[CodeLine](), 0
    for line in diff_lines(before.source, after.source):
        if line.sign == "-" and line.number <= len(old_lines):
            changes.append(CodeLine(html=old_lines[line.number - 1], sign="-"))
        elif line.sign in " +" and line.number <= len(code):
            changes += _context(code[last : line.number - 1])
            changes.append(replace(code[line.number - 1], sign=line.sign.strip()))
            last = line.number
    return changes + list(_context(code[last:])) if changes else []


def _context(lines: Sequence[CodeLine]) -> Iterator[CodeLine]:
    """The lines that a comment is about, and the number of the others. One line takes no more room than its number."""
    for is_marked, group in groupby(lines, key=lambda line: line.is_marked):
        of_kind = list(group)
        if is_marked or len(of_kind) == 1:
            yield from of_kind
        else:
            yield CodeLine(html=SafeString(""), gap=len(of_kind))


def _html_lines(run: Submission) -> list[SafeString]:
    return split_lines(learner_html(run.source, run.source_html))[:MAX_LINES]
