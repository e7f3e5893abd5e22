"""The submissions of a thread's learner and exercise that its reader may see. All SQL is compiled once."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Value

from cohorts.models import open_to_mentor
from cohorts.queries.thread_page import ThreadPage
from exercises.models import Exercise, ModeChoice, Submission, SubmissionQuerySet
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
