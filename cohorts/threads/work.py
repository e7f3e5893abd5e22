"""The work that a thread is about: code, comments at its lines, the verdict, and for mentors what helps to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cohorts.learner_page.queries import results_for_mentor
from cohorts.threads.code_lines import MAX_LINES, CodeLine, changed_lines, code_lines
from cohorts.threads.models import Comment, open_to_mentor, subject
from cohorts.threads.page import ThreadPage
from exercises.catalogue.reference_solutions import ReferenceSolution, reference_solutions
from exercises.models import Exercise, Submission, SubmissionQuerySet
from exercises.submissions.results import Results

MAX_RUNS = 20


def _visible_runs(page: ThreadPage, exercise: Exercise) -> SubmissionQuerySet:
    """Select the submissions of the thread's learner and exercise that its reader may see, the newest first."""
    learner = page.thread.learner
    runs = open_to_mentor(learner, page.cohort) if page.cohort else Submission.objects.visible_to(page.reader)
    return runs.filter(learner=learner, exercise=exercise).newest_first().select_related("exercise", "learner")


def _before(runs: SubmissionQuerySet, run: Submission) -> SubmissionQuerySet:
    """Select those that came before a run."""
    return runs.filter(Q(created_at__lt=run.created_at) | Q(created_at=run.created_at, pk__lt=run.pk))


@dataclass(frozen=True, kw_only=True)
class ThreadWork:
    """The work that the mentor reads to answer. For the learner only ``run`` and ``code``: the rest has pages of its
    own.
    """

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
    def comments(self) -> frozenset[Comment]:
        """The comments that are shown at their lines."""
        return frozenset(comment for line in self.lines for _, comment in line.remarks)

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


def work_of(page: ThreadPage, *, run: UUID | None, earlier: UUID | None, is_whole: bool = False) -> ThreadWork | None:
    """``run`` and ``earlier`` are the submissions that the reader chose, to show and to compare with.

    Without a choice a mentor sees what changed since the submission before it. Eight queries at most. None: the thread
    isn't about an exercise, or its learner asked about no submission.
    """
    exercise = subject(page.thread.about)
    if not isinstance(exercise, Exercise):
        return None
    runs = _visible_runs(page, exercise)
    if page.summary.is_mine:
        own_run = _subject_run(runs, page)
        code = code_lines(own_run, page.comments_by) if own_run else ()
        return ThreadWork(exercise=exercise, run=own_run, is_subject=True, code=code) if own_run else None
    work = ThreadWork(
        exercise=exercise,
        run=None,
        is_subject=False,
        code=(),
        runs=list(runs.defer("source", "source_html", "output")[:MAX_RUNS]),
        run_count=runs.count(),
        is_whole=is_whole,
        solutions=reference_solutions(exercise),
    )
    selection, earlier_run = _select(runs, page, run, earlier)
    return _with_code(work, page, selection, earlier_run) if selection else work


def _with_code(work: ThreadWork, page: ThreadPage, run: Submission, earlier: Submission | None) -> ThreadWork:
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
    runs: SubmissionQuerySet, page: ThreadPage, choice: UUID | None, earlier: UUID | None
) -> tuple[Submission | None, Submission | None]:
    """(the submission to show, an earlier one to compare it with)."""
    run = (choice and runs.filter(uid=choice).first()) or _default(runs, page)
    if run is None:
        return None, None
    if earlier == run.uid:
        earlier = None
    other_run = (earlier and runs.filter(uid=earlier).first()) or _previous(runs, page, run)
    if other_run and (other_run.created_at, other_run.pk) > (run.created_at, run.pk):
        return other_run, run
    return run, other_run


def _default(runs: SubmissionQuerySet, page: ThreadPage) -> Submission | None:
    """Return the newest submission, if it came after a mentor's answer, else the one that the thread is about, else the
    newest.
    """
    newest, answered_at = runs.first(), _answered_at(page)
    if newest and answered_at and newest.created_at > answered_at:
        return newest
    return _subject_run(runs, page) or newest


def _subject_run(runs: SubmissionQuerySet, page: ThreadPage) -> Submission | None:
    """The submission that the thread is about."""
    return runs.filter(pk=page.thread.submission_id).first() if page.thread.submission_id else None


def _previous(runs: SubmissionQuerySet, page: ThreadPage, run: Submission) -> Submission | None:
    """Return the submission before this one, or the newest that a mentor could read before they answered in between."""
    answered_at = _answered_at(page)
    earlier_runs = _before(runs, run)
    if answered_at and run.created_at > answered_at:
        return earlier_runs.filter(created_at__lte=answered_at).first() or earlier_runs.first()
    return earlier_runs.first()


def _answered_at(page: ThreadPage) -> datetime | None:
    """Return when a mentor wrote last."""
    return max((comment.written_at for comment in page.comments if comment.from_mentor), default=None)
