"""The work that a thread is about: code, comments at its lines, the verdict, and for mentors what helps to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from cohorts.models import subject
from cohorts.queries.code_lines import MAX_LINES, CodeLine, changed_lines, code_lines
from cohorts.queries.learner import results_for_mentor
from cohorts.queries.thread_page import ThreadPage
from cohorts.queries.visible_runs import VisibleRuns
from exercises.catalogue.reference_solutions import ReferenceSolution, reference_solutions
from exercises.models import Exercise, Submission
from exercises.submissions.results import Results


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
    """The submission that ``run`` is compared with."""
    changes: Sequence[CodeLine] = ()
    """What changed since ``earlier``. Empty: nothing, or the reader wants the whole code."""
    is_whole: bool = False
    """Whether the reader wants the whole code."""
    is_resubmission: bool = False
    """Whether ``run`` came after a mentor's answer."""
    solutions: Sequence[ReferenceSolution] = ()

    @property
    def lines(self) -> Sequence[CodeLine]:
        return self.changes or self.code

    @property
    def newer(self) -> Submission | None:
        """The newest submission, if another one is shown."""
        return self.runs[0] if self.runs and self.run and self.runs[0] != self.run else None

    @property
    def has_more_lines(self) -> bool:
        return len(self.code) == MAX_LINES

    @property
    def has_more_runs(self) -> bool:
        return self.run_count > len(self.runs)


def work_of(page: ThreadPage, *, run: UUID | None, earlier: UUID | None, is_whole: bool = False) -> ReviewWork | None:
    """``run`` and ``earlier`` are the submissions that the reader chose, to show and to compare with.

    Without a choice a mentor sees what changed since the submission before it. Eight queries at most. None: the thread
    isn't about an exercise, or its learner asked about no submission.
    """
    exercise = subject(page.thread.about)
    if not isinstance(exercise, Exercise):
        return None
    runs = VisibleRuns(page, exercise)
    if page.summary.is_mine:
        mine = runs.by_key(page.thread.submission_id) if page.thread.submission_id else None
        code = code_lines(mine, page.comments_by) if mine else ()
        return ReviewWork(exercise=exercise, run=mine, is_subject=True, code=code) if mine else None
    work = ReviewWork(
        exercise=exercise,
        run=None,
        is_subject=False,
        code=(),
        runs=runs.newest_few(),
        run_count=runs.count(),
        is_whole=is_whole,
        solutions=reference_solutions(exercise),
    )
    selection, other = _select(runs, page, run, earlier)
    return _with_code(work, page, selection, other) if selection else work


def _with_code(work: ReviewWork, page: ThreadPage, run: Submission, earlier: Submission | None) -> ReviewWork:
    is_subject, answered_at = run.pk == page.thread.submission_id, _answered_at(page)
    code = code_lines(run, page.comments_by if is_subject else ())
    return replace(
        work,
        run=run,
        is_subject=is_subject,
        code=code,
        results=None if run.is_waiting else results_for_mentor(run),
        earlier=earlier,
        changes=changed_lines(earlier, run, code) if earlier and not work.is_whole else (),
        is_resubmission=answered_at is not None and run.created_at > answered_at,
    )


def _select(
    runs: VisibleRuns, page: ThreadPage, choice: UUID | None, earlier: UUID | None
) -> tuple[Submission | None, Submission | None]:
    """(the submission to show, an earlier one to compare it with)."""
    run = (choice and runs.by_uid(choice)) or _default(runs, page)
    if run is None:
        return None, None
    other = (earlier and earlier != run.uid and runs.by_uid(earlier)) or _previous(runs, page, run)
    if other and (other.created_at, other.pk) > (run.created_at, run.pk):
        return other, run
    return run, other


def _default(runs: VisibleRuns, page: ThreadPage) -> Submission | None:
    """The newest submission, if it came after a mentor's answer, else the one that the thread is about, else the
    newest.
    """
    newest, answered_at = runs.newest(), _answered_at(page)
    if newest and answered_at and newest.created_at > answered_at:
        return newest
    return (page.thread.submission_id and runs.by_key(page.thread.submission_id)) or newest


def _previous(runs: VisibleRuns, page: ThreadPage, run: Submission) -> Submission | None:
    """The submission before this one. If a mentor has answered in between, the newest one that they could read."""
    answered_at = _answered_at(page)
    if answered_at and run.created_at > answered_at and (read := runs.sent_until(answered_at, before=run)):
        return read
    return runs.before(run)


def _answered_at(page: ThreadPage) -> datetime | None:
    """When a mentor wrote last."""
    return max((comment.written_at for comment in page.comments if comment.from_mentor), default=None)
