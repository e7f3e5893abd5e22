"""Learners for the benchmarks: copies of the demo's, and a site of many other cohorts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

CROWD_COHORTS, CROWD_LEARNERS = 500, 100  # in each: 50,000
ENTRIES, MARKS, RUNS = 5, 3, 2  # of each of them


def copy_learners(cohort: Any, originals: Sequence[Any], size: int) -> None:
    """Add copies, with hours, marks, a plan and submissions of their own, until the cohort has so many."""
    from accounts.models import User
    from cohorts.models import Membership
    from progress.models import CriterionMark, StudyEntry, StudyPlan, TopicMark

    for number in range(cohort.memberships.learners().count(), size):
        original = originals[number % len(originals)]
        learner = User.objects.create(
            email=f"learner{number}@example.org", name=f"Learner {number}", background=original.background,
            time_zone=original.time_zone,
        )  # fmt: skip
        Membership.objects.create(cohort=cohort, user=learner, role="learner", joined_on=cohort.started_on)
        for model in (StudyEntry, TopicMark, CriterionMark, StudyPlan):
            rows = list(model._default_manager.filter(learner=original))
            for row in rows:
                row.pk, row.learner = None, learner
                if hasattr(row, "uid"):
                    row.uid = uuid4()
            model._default_manager.bulk_create(rows)
        add_submissions([learner])


def add_submissions(learners: Sequence[Any]) -> None:
    """Twenty submissions for each learner, two for each of ten exercises: the first failed, the second passed."""
    from django.utils import timezone

    from exercises.models import CheckResult, Exercise, Submission

    now, exercises = timezone.now(), list(Exercise.objects.all())
    submissions = Submission.objects.bulk_create(
        Submission(learner=learner, exercise=exercises[(learner.pk + number // 2) % len(exercises)], source="x = 1\n",
                   state="done", verdict="passed" if number % 2 else "failed", graded_at=now, digest="0" * 16)
        for learner in learners
        for number in range(20)
    )  # fmt: skip
    CheckResult.objects.bulk_create(
        CheckResult(submission=submission, order=order, name=f"check{order}", title="A check", ms=1,
                    verdict="passed" if submission.verdict == "passed" or order < 2 else "failed")
        for submission in submissions
        for order in range(5)
    )  # fmt: skip


def add_crowd() -> None:
    """Add CROWD_COHORTS other cohorts of CROWD_LEARNERS learners each. Every tenth learner waits for an answer."""
    from django.utils import timezone

    from cohorts.models import Cohort, Comment, Membership, Thread

    now, day = timezone.now(), timezone.localdate() - timedelta(weeks=8)
    cohorts = Cohort.objects.bulk_create(
        Cohort(slug=f"crowd-{number}", title=f"Crowd {number}", started_on=day) for number in range(CROWD_COHORTS)
    )
    Membership.objects.bulk_create(
        Membership(cohort=cohort, user=someone, role="lead", joined_on=day)
        for cohort, someone in zip(cohorts, _people("lead", CROWD_COHORTS), strict=True)
    )
    people = _people("crowd", CROWD_COHORTS * CROWD_LEARNERS)
    Membership.objects.bulk_create(
        (
            Membership(cohort=cohorts[number % CROWD_COHORTS], user=person, role="learner", joined_on=day)
            for number, person in enumerate(people)
        ),
        batch_size=2_000,
    )
    _add_work(people)
    threads = Thread.objects.bulk_create(
        Thread(learner=person, cohort=cohorts[number % CROWD_COHORTS], is_request=True, opened_at=now)
        for number, person in enumerate(people)
        if number // CROWD_COHORTS % 10 == 0
    )
    Comment.objects.bulk_create(
        Comment(thread=thread, from_mentor=False, text="Why?", html="<p>Why?</p>") for thread in threads
    )


def _people(name: str, count: int) -> list[Any]:
    from accounts.models import User

    return User.objects.bulk_create(
        [User(email=f"{name}{number}@example.org", name=f"{name} {number}") for number in range(count)],
        batch_size=2_000,
    )


def _add_work(people: Sequence[Any]) -> None:
    from django.utils import timezone

    from curriculum.models import Topic
    from exercises.models import Exercise, Submission
    from progress.models import StudyEntry, TopicMark

    now, topics, exercises = timezone.now(), list(Topic.objects.all()), list(Exercise.objects.all())
    StudyEntry.objects.bulk_create(
        (
            StudyEntry(learner=person, topic=topics[number], kind="coding", minutes=60, time_zone="UTC",
                       day=now.date() - timedelta(days=number))
            for person in people
            for number in range(ENTRIES)
        ),
        batch_size=5_000,
    )  # fmt: skip
    TopicMark.objects.bulk_create(
        (TopicMark(learner=person, topic=topics[number], state="done") for person in people for number in range(MARKS)),
        batch_size=5_000,
    )
    Submission.objects.bulk_create(
        (
            Submission(learner=person, exercise=exercises[(person.pk + number) % len(exercises)], source="x = 1\n",
                       state="done", verdict="failed", graded_at=now, digest="0" * 16)
            for person in people
            for number in range(RUNS)
        ),
        batch_size=2_000,
    )  # fmt: skip
