"""The work that a thread is about: code, comments at its lines, the verdict, and for mentors what helps to answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Value

from cohorts.learner_page.queries import results_for_mentor
from cohorts.threads.code_lines import MAX_LINES, CodeLine, changed_lines, code_lines
from cohorts.threads.models import open_to_mentor, subject
from cohorts.threads.page import ThreadPage
from exercises.catalogue.reference_solutions import ReferenceSolution, reference_solutions
from exercises.models import Exercise, ModeChoice, Submission, SubmissionQuerySet
from exercises.submissions.results import Results
from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import CompiledQuery, Param, ParamValue

MAX_RUNS = 20


class _Queries:
    """``visible`` builds a query with Params for what one kind of reader may see."""

    def __init__(self, visible: Callable[[], SubmissionQuerySet]) -> None:
        def rows() -> SubmissionQuerySet:
            return visible().filter(exercise=Param("exercise")).newest_first()

        def before() -> SubmissionQuerySet:
            at, pk = Param("at"), Param("pk")
            return rows().filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))

        subjects = ("exercise", "learner")
        self.newest_few = CompiledObjects(
            lambda: rows()[:MAX_RUNS], joins=subjects, defer=("source", "source_html", "output")
        )
        self.count = CompiledQuery(lambda: rows().order_by().values_list(Value(1)).annotate(Count("pk")))
        self.newest = CompiledObjects(lambda: rows()[:1], joins=subjects)
        self.by_key = CompiledObjects(lambda: rows().filter(pk=Param("pk")), joins=subjects)
        self.by_uid = CompiledObjects(lambda: rows().filter(uid=Param("uid")), joins=subjects)
        self.before = CompiledObjects(lambda: before()[:1], joins=subjects)
        self.sent_until = CompiledObjects(lambda: before().filter(created_at__lte=Param("until"))[:1], joins=subjects)


_OWN = _Queries(lambda: Submission.objects.filter(learner=Param("learner")).filter(learner=Param("reader")))
_OF_COHORT = _Queries(lambda: open_to_mentor(Param("learner"), Param("cohort")))
_OF_ADMIN = _Queries(lambda: Submission.objects.filter(learner=Param("learner"), mode=ModeChoice.SUBMIT))


class VisibleRuns:
    """Each method is one query."""

    def __init__(self, page: ThreadPage, exercise: Exercise) -> None:
        is_admins = page.reader.is_admin and not page.summary.is_mine
        self._queries = _OF_COHORT if page.cohort else _OF_ADMIN if is_admins else _OWN
        self._values: dict[str, ParamValue] = {
            "learner": page.thread.learner_id,
            "reader": page.reader.pk,
            "exercise": exercise.pk,
        }
        if page.cohort:
            self._values["cohort"] = page.cohort.pk

    def newest_few(self) -> list[Submission]:
        """The newest, without their code and output."""
        return self._queries.newest_few(**self._values)

    def count(self) -> int:
        return int(self._queries.count(**self._values)[0][1])

    def newest(self) -> Submission | None:
        return self._queries.newest.first(**self._values)

    def by_key(self, pk: int) -> Submission | None:
        return self._queries.by_key.first(**self._values, pk=pk)

    def by_uid(self, uid: UUID) -> Submission | None:
        return self._queries.by_uid.first(**self._values, uid=uid)

    def before(self, run: Submission) -> Submission | None:
        """The one before this one."""
        return self._queries.before.first(**self._values, at=run.created_at, pk=run.pk)

    def sent_until(self, moment: datetime, *, before: Submission) -> Submission | None:
        """The newest one until then that came before this one."""
        return self._queries.sent_until.first(**self._values, at=before.created_at, pk=before.pk, until=moment)


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
