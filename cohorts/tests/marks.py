"""Helpers that make a scheme of marks and mark learners with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.marks.learner_marks import LearnerMarks, Marking, RowMark
from cohorts.marks.models import MarkException, MarkRow, MarkScheme
from curriculum.models import Checkpoint, Topic
from exercises.models import Exercise

DUE = datetime(2026, 4, 17, 21, 59, tzinfo=UTC)  # 23:59 in Berlin
EXERCISE, TOPIC, CHECKPOINT = "two-layer-backprop", "neural-networks", "phase-4-checkpoint"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_scheme(cohort: Cohort, **fields: Any) -> MarkScheme:
    """A scheme that learners see, with its times in Berlin."""
    return MarkScheme.objects.create(cohort=cohort, **{"is_shown": True, "time_zone": "Europe/Berlin"} | fields)


def add_row(scheme: MarkScheme, **fields: Any) -> MarkRow:
    """Ten points for an exercise, a topic or a checkpoint, by its slug or uid; by default for an exercise."""
    if uid := fields.pop("topic", ""):
        fields["topic"] = Topic.objects.get(uid=uid)
    elif uid := fields.pop("checkpoint", ""):
        fields["checkpoint"] = Checkpoint.objects.get(uid=uid)
    else:
        fields["exercise"] = Exercise.objects.get(slug=fields.pop("exercise", EXERCISE))
    return MarkRow.objects.create(scheme=scheme, **{"points": 10} | fields)


def grant(scheme: MarkScheme, **fields: Any) -> MarkException:
    return MarkException.objects.create(scheme=scheme, **{"reason": "ill"} | fields)


def marks_of(learner: User, cohort: Cohort, *, now: datetime | None = None) -> LearnerMarks:
    member = cohort.memberships.learners().select_related("user").get(user=learner)
    scheme = MarkScheme.objects.select_related("cohort").get(cohort=cohort)
    return Marking(scheme).marks_of([member], now=now or timezone.now())[0]


def row_of(learner: User, cohort: Cohort, *, now: datetime | None = None) -> RowMark:
    """The only row."""
    [row] = marks_of(learner, cohort, now=now).rows
    return row
