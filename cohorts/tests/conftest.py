"""Fixtures for what happens in a cohort: study, marks and verdicts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.conftest import provider, shared_provider  # noqa: F401  # where people sign in
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.shared_replies.models import ReplyTarget
from cohorts.threads import actions
from cohorts.threads.models import Thread
from curriculum.models import Topic
from exercises.models import Exercise, ModeChoice, Submission
from progress.hours.models import StudyEntry

Study = Callable[..., StudyEntry]
Submit = Callable[..., Submission]
Learner = Callable[[Cohort, str], User]
Fail = Callable[..., Submission]


@pytest.fixture
def spring(emmy: User) -> Cohort:
    """Emmy's cohort, in which Ada learns."""
    return Cohort.objects.get(slug="spring")


@pytest.fixture
def lena(spring: Cohort) -> User:
    """The lead of Emmy's cohort. Her account is a learner's."""
    lena = User.objects.create(email="lena@example.org", name="Lena")
    Membership.objects.create(cohort=spring, user=lena, role=CohortRole.LEAD)
    return lena


@pytest.fixture
def thread(ada: User, emmy: User) -> Thread:
    """Ada asked Emmy."""
    return actions.open_thread(
        person=ada, learner=ada, cohort=Cohort.objects.get(), about=None, text="Where do I begin?", uid=uuid4()
    )


@pytest.fixture
def new_learner(db: None) -> Learner:
    def join(cohort: Cohort, name: str) -> User:
        learner = User.objects.create(email=f"{name.split()[0].lower()}@example.org", name=name)
        Membership.objects.create(cohort=cohort, user=learner, role=CohortRole.LEARNER)
        return learner

    return join


@pytest.fixture
def study(roadmap: None) -> Study:
    def log(learner: User, topic: str = "linear-algebra", minutes: int = 90, days_ago: int = 0) -> StudyEntry:
        when = timezone.localtime(timezone=learner.zone) - timedelta(days=days_ago)  # days of 23 and 25 hours count
        return StudyEntry.objects.create(
            learner=learner,
            topic=Topic.objects.get(uid=topic),
            kind="coding",
            minutes=minutes,
            day=when.date(),
            time_zone=learner.time_zone,
            created_at=when,
        )

    return log


@pytest.fixture
def submit(roadmap: None) -> Submit:
    def send(
        learner: User, verdict: str = "failed", *, slug: str = "two-layer-backprop", mode: str = ModeChoice.SUBMIT,
        at: datetime | None = None,
    ) -> Submission:  # fmt: skip
        when = at or timezone.now()
        return Submission.objects.create(
            exercise=Exercise.objects.get(slug=slug), learner=learner, mode=mode, source="import numpy as np",
            state=Submission.State.DONE, verdict=verdict, created_at=when, graded_at=when, sent_at=when,
        )  # fmt: skip

    return send


@pytest.fixture
def fail(submit: Submit) -> Fail:
    """A failed submission with a recognised mistake, `sign_flipped` unless told otherwise."""

    def send(learner: User, mistake: str = "sign_flipped", **fields: Any) -> Submission:
        run = submit(learner, fields.pop("verdict", "failed"), mode=fields.pop("mode", ModeChoice.SUBMIT))
        Submission.objects.filter(pk=run.pk).update(mistake=mistake, mistake_message="You flipped a sign.", **fields)
        run.refresh_from_db()
        return run

    return send


@pytest.fixture
def target(roadmap: None) -> ReplyTarget:
    return ReplyTarget(exercise=Exercise.objects.get(slug="two-layer-backprop"), mistake="sign_flipped")
