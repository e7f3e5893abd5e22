"""A site of 1,000 learners in 50 cohorts, and the same rows 10, 100 or 1,000 times over."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

COHORTS, LEARNERS_EACH = 50, 20
ENTRIES, MARKS, SUBMISSIONS, CHECKS = 5, 3, 2, 3  # of each learner, and checks of each submission
COPIES_AT_ONCE = 20  # in one statement


def add_people() -> tuple[list[Any], list[Any]]:
    """Add the cohorts with a lead, the learners and their work. Returns the learners and the leads."""
    from django.utils import timezone

    from accounts.models import User
    from cohorts.cohort.models import Cohort, Membership

    day = timezone.localdate() - timedelta(weeks=8)
    leads = [User(email=f"lead{number}@example.org", name=f"Lead {number}") for number in range(COHORTS)]
    learners = [
        User(email=f"learner{number}@example.org", name=f"Learner {number}")
        for number in range(COHORTS * LEARNERS_EACH)
    ]
    User.objects.bulk_create([*leads, *learners])
    cohorts = Cohort.objects.bulk_create(
        Cohort(slug=f"cohort-{number}", title=f"Cohort {number}", started_on=day) for number in range(COHORTS)
    )
    Membership.objects.bulk_create(
        [
            *(
                Membership(cohort=cohort, user=lead, role="lead", joined_on=day)
                for cohort, lead in zip(cohorts, leads, strict=True)
            ),
            *(
                Membership(cohort=cohorts[number % COHORTS], user=learner, role="learner", joined_on=day)
                for number, learner in enumerate(learners)
            ),
        ]
    )
    _add_work(learners)
    return learners, leads


def _add_work(learners: Sequence[Any]) -> None:
    from django.utils import timezone

    from curriculum.models import Topic
    from exercises.models import CheckResult, Exercise, Submission
    from progress.hours.models import StudyEntry
    from progress.topic.models import TopicMark

    now, topics, exercises = timezone.now(), list(Topic.objects.all()), list(Exercise.objects.all())
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=learner, topic=topics[number], kind="coding", minutes=60, time_zone="UTC",
                   day=now.date() - timedelta(days=number))
        for learner in learners
        for number in range(ENTRIES)
    )  # fmt: skip
    TopicMark.objects.bulk_create(
        TopicMark(learner=learner, topic=topics[number], state="done")
        for learner in learners
        for number in range(MARKS)
    )
    submissions = Submission.objects.bulk_create(
        Submission(learner=learner, exercise=exercises[(learner.pk + number) % len(exercises)], source="x = 1\n",
                   state="done", verdict="failed", graded_at=now, digest="0" * 16)
        for learner in learners
        for number in range(SUBMISSIONS)
    )  # fmt: skip
    CheckResult.objects.bulk_create(
        CheckResult(submission=submission, order=order, name=f"check{order}", title="A check", ms=1,
                    verdict="failed" if order else "passed")
        for submission in submissions
        for order in range(CHECKS)
    )  # fmt: skip


def grow(from_times: int, to_times: int) -> None:
    """Copy what `add_people` has added, until it is there ``to_times`` times; so far it is there ``from_times``.

    The database copies the rows itself. A copy's keys are the originals' plus a stride for each copy, so a copied row
    refers to rows of the same copy.
    """
    from django.core.management.color import no_style
    from django.db import connection

    from accounts.models import User
    from cohorts.cohort.models import Cohort, Membership
    from exercises.models import CheckResult, Submission
    from progress.hours.models import StudyEntry
    from progress.topic.models import TopicMark

    models: list[Any] = [User, Cohort, Membership, StudyEntry, TopicMark, Submission, CheckResult]
    with connection.cursor() as cursor:
        for first in range(from_times, to_times, COPIES_AT_ONCE):
            last = min(first + COPIES_AT_ONCE, to_times) - 1
            for model in models:
                cursor.execute(_copy(model, models), [first, last])
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


STRIDE = 1_000_000  # more than the rows of any of these tables before they are copied


def _copy(model: Any, models: Sequence[Any]) -> str:
    """The statement that copies the original rows of a table, for the copies %s to %s."""
    from django.db import connection

    name = connection.ops.quote_name
    columns = [name(field.column) for field in model._meta.concrete_fields]
    values = [_value(field, name(field.column), models) for field in model._meta.concrete_fields]
    table, key = name(model._meta.db_table), name(model._meta.pk.column)
    return (
        "WITH RECURSIVE copies(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM copies WHERE n < %s) "  # noqa: S608  all names are the models'
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM {table}, copies WHERE {key} < {STRIDE}"
    )


def _value(field: Any, column: str, models: Sequence[Any]) -> str:
    from django.db import connection
    from django.db.models import UUIDField

    if field.primary_key or (field.is_relation and field.related_model in models):
        return f"{column} + n * {STRIDE}"
    if isinstance(field, UUIDField):
        return "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    return f"{column} || '-' || n" if field.unique else column
