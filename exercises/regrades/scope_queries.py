"""The submissions that a regrade's scope covers."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone

from exercises.models import ModeChoice, Submission, SubmissionQuerySet, VerdictChoice
from exercises.regrades.scope import RegradeScope, older_versions


def submissions_in_scope(scope: RegradeScope, learners: Collection[int] | None = None) -> SubmissionQuerySet:
    """Graded submissions, by learners with these keys only if there are any.

    A scope that names no version and no torch leaves out what the current version of the exercise judged, unless it
    says ``is_every``.
    """
    rows = Submission.objects.filter(state=Submission.State.DONE, mode=ModeChoice.SUBMIT, exercise__retired=False)
    rows = rows.exclude(verdict=VerdictChoice.INTERNAL)
    if scope.exercise:
        rows = rows.filter(exercise__slug=scope.exercise)
    if scope.verdict == "passed":
        rows = rows.passes()
    elif scope.verdict:
        rows = rows.exclude(verdict=VerdictChoice.PASSED)
    if scope.digest:
        rows = rows.filter(digest__startswith=scope.digest)
    elif not (scope.is_every or scope.torch_before or scope.host):
        rows = rows.exclude(digest=F("exercise__digest"))
    if learners is not None:
        rows = rows.filter(learner__in=learners)
    if scope.first_day:
        rows = rows.filter(created_at__gte=_start_of(scope.first_day))
    if scope.last_day:
        rows = rows.filter(created_at__lt=_start_of(scope.last_day) + timedelta(days=1))
    if scope.host:
        rows = rows.filter(host__name=scope.host)
    return _with_torch_before(rows, scope.torch_before) if scope.torch_before else rows


def _start_of(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time()))


def _with_torch_before(rows: SubmissionQuerySet, version: str) -> SubmissionQuerySet:
    """Those that an older torch judged, or one that isn't known. The versions that occur are compared here."""
    texts = rows.order_by().values_list("versions__torch", flat=True).distinct()
    old = older_versions([text for text in texts if isinstance(text, str)], version)
    return rows.filter(Q(versions__torch__in=old) | Q(versions__torch__isnull=True))
