"""The work that a thread is about: code, comments at its lines, the verdict, and for mentors what helps to answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString

from cohorts.models import Comment, Thread, open_to_mentor, subject
from cohorts.queries.learner import results_for_mentor
from cohorts.queries.thread_page import ThreadPage
from exercises.diff import DiffLine, diff_lines
from exercises.highlight import learner_html, split_lines
from exercises.models import Exercise, Submission, SubmissionQuerySet
from exercises.queries import Results
from exercises.reference_solutions import ReferenceSolution, reference_solutions

MAX_LINES = 2_000  # shown; a longer source is shown whole on the submission's page
MAX_RUNS = 20


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    number: int
    html: SafeString
    remarks: Sequence[tuple[str, Comment]]
    """(who wrote it, comment) of the comments whose lines end here."""
    is_marked: bool
    """Whether a comment is about it."""


@dataclass(frozen=True, kw_only=True)
class ReviewWork:
    """What the mentor reads to answer. For the learner only ``run`` and ``code``: the rest has pages of its own."""

    exercise: Exercise
    run: Submission | None
    """The submission that is shown."""
    is_subject: bool
    """Whether the thread is about it: then comments can be about its lines."""
    code: Sequence[CodeLine]
    results: Results | None = None
    runs: Sequence[Submission] = ()
    """The learner's newest submissions of the exercise."""
    run_count: int = 0
    earlier: Submission | None = None
    """The submission that ``changes`` compares with."""
    changes: Sequence[DiffLine] = ()
    solutions: Sequence[ReferenceSolution] = ()

    @property
    def has_more_lines(self) -> bool:
        return len(self.code) == MAX_LINES

    @property
    def has_more_runs(self) -> bool:
        return self.run_count > len(self.runs)


def work_of(page: ThreadPage, *, run: UUID | None, earlier: UUID | None) -> ReviewWork | None:
    """``run`` and ``earlier`` are the submissions that the reader chose, to show and to compare with.

    Six queries at most. None: the thread isn't about an exercise, or its learner asked about no submission.
    """
    exercise = subject(page.thread.about)
    if not isinstance(exercise, Exercise):
        return None
    runs = _visible_runs(page).filter(exercise=exercise)
    if page.summary.is_mine:
        mine = runs.filter(threads=page.thread).first()
        return ReviewWork(exercise=exercise, run=mine, is_subject=True, code=_code(mine, page)) if mine else None
    selection = _select(runs, page.thread, run)
    other = runs.filter(uid=earlier).exclude(pk=selection.pk).first() if selection and earlier else None
    is_subject = selection is not None and selection.pk == page.thread.submission_id
    return ReviewWork(
        exercise=exercise,
        run=selection,
        is_subject=is_subject,
        code=_code(selection, page if is_subject else None),
        results=results_for_mentor(selection) if selection and not selection.is_waiting else None,
        runs=list(runs.newest_first().defer("source", "source_html", "output")[:MAX_RUNS]),
        run_count=runs.count(),
        earlier=other,
        changes=_changes(selection, other) if selection and other else (),
        solutions=reference_solutions(exercise),
    )


def _visible_runs(page: ThreadPage) -> SubmissionQuerySet:
    if page.cohort:
        return open_to_mentor(page.thread.learner, page.cohort)
    return Submission.objects.filter(learner=page.thread.learner).visible_to(page.reader)


def _select(runs: SubmissionQuerySet, thread: Thread, choice: UUID | None) -> Submission | None:
    """The chosen submission, else the one that the thread is about, else the newest."""
    if choice and (run := runs.filter(uid=choice).first()):
        return run
    return (thread.submission_id and runs.filter(pk=thread.submission_id).first()) or runs.newest_first().first()


def _changes(*runs: Submission) -> list[DiffLine]:
    before, after = sorted(runs, key=lambda run: (run.created_at, run.pk))
    return diff_lines(before.source, after.source)


def _code(run: Submission | None, page: ThreadPage | None) -> list[CodeLine]:
    """The lines of a submission, with the comments of the page at their lines."""
    if run is None:
        return []
    remarks = _remarks(page) if page else {}
    marks = {
        number
        for ends in remarks.values()
        for _, comment in ends
        for number in range(comment.first_line or 0, min(comment.last_line or 0, MAX_LINES) + 1)
    }
    lines = split_lines(learner_html(run.source, run.source_html))[:MAX_LINES]
    return [
        CodeLine(number=number, html=html, remarks=remarks.get(number, ()), is_marked=number in marks)
        for number, html in enumerate(lines, start=1)
    ]


def _remarks(page: ThreadPage) -> Mapping[int, list[tuple[str, Comment]]]:
    remarks: dict[int, list[tuple[str, Comment]]] = defaultdict(list)
    for who, comment in page.comments_by:
        if comment.last_line:
            remarks[comment.last_line].append((who, comment))
    return remarks
