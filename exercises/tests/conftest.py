import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from curriculum.models import Checkpoint, Criterion, Phase, Roadmap, Section, Topic
from exercises.models import CheckResult, Exercise, Regrade, RegradeResult, Submission, VerdictChoice
from exercises.regrades.actions import start_regrade
from exercises.regrades.scope import RegradeScope
from exercises.submissions import views as submissions
from exercises.tests.reports import record_report, report_on, report_on_result


@pytest.fixture
def topic(db: None) -> Topic:
    roadmap = Roadmap.objects.create(uid="roadmap", title="Roadmap", balance_coding=100)
    section = Section.objects.create(uid="transformers-section", roadmap=roadmap, number="5", title="LLMs")
    return Topic.objects.create(uid="transformers", section=section, number="5.2", title="Transformers")


@pytest.fixture
def criterion(topic: Topic) -> Criterion:
    phase = Phase.objects.create(
        uid="phase-4", roadmap=topic.section.roadmap, number=4, title="Transformers", label="LLMs"
    )
    checkpoint = Checkpoint.objects.create(uid="phase-4-checkpoint", phase=phase, title="Transformers from nothing")
    return Criterion.objects.create(uid="phase-4.attention", checkpoint=checkpoint, text="Write attention from memory")


@pytest.fixture
def exercise(topic: Topic, criterion: Criterion) -> Exercise:
    row = Exercise.objects.create(
        uid="causal-attention",
        slug="causal-attention",
        section="transformers",
        title="Causal attention",
        summary="A token looks at itself and at what came before it.",
        statement="Write it.",
        statement_html="<p>Write it.</p>",
        hints_html=["<p>Think of a triangle.</p>"],
        starter="def attention(Q, K, V, mask=None):\n    ...\n",
        stars=5,
        minutes=40,
        entry=["attention"],
        digest="0123456789abcdef",
    )
    row.topics.add(topic)
    row.criteria.add(criterion)
    return row


@pytest.fixture
def submitted(exercise: Exercise, ada: User) -> Submission:
    """Ada's submission, sent and waiting."""
    return Submission.objects.create(exercise=exercise, learner=ada, source="def attention(Q, K, V, mask=None): pass\n")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody grades in these tests, so a page need not wait for it."""
    monkeypatch.setattr(submissions, "ANSWER_WITHIN_SECONDS", 0)


@pytest.fixture
def jobs(valkey: str) -> Callable[[str], list[dict[str, Any]]]:
    """Take the messages off a queue of the real broker."""

    def taken(queue: str = "cpu") -> list[dict[str, Any]]:
        messages = []
        with (
            current_app.connection() as connection,
            connection.SimpleQueue(queue) as waiting,
            contextlib.suppress(waiting.Empty),
        ):
            while message := waiting.get(block=False):
                message.ack()
                messages.append(message.payload[0][0])
        return messages

    taken("cpu")
    taken("gpu")
    return taken


# ------------------------------------------------------------------ a staged regrade

REGRADED_DIGEST = "fedcba9876543210"
EVERYTHING = RegradeScope(verdict="")


@pytest.fixture
def passed(submitted: Submission) -> Submission:
    """Ada passed, and then the exercise changed."""
    record_report(data=report_on(submitted))
    Exercise.objects.update(digest=REGRADED_DIGEST)
    submitted.refresh_from_db()
    return submitted


@pytest.fixture
def failed(exercise: Exercise, carl: User, passed: Submission, run: Callable[..., Submission]) -> Submission:
    """Carl failed at the earlier version."""
    submission = run(exercise, carl, VerdictChoice.FAILED, digest="0123456789abcdef")
    CheckResult.objects.create(submission=submission, order=0, name="a", title="A", verdict="failed", ms=1)
    return submission


@pytest.fixture
def start(grace: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[..., Regrade]:
    def start(scope: RegradeScope = EVERYTHING, **options: Any) -> Regrade:
        with django_capture_on_commit_callbacks(execute=True):
            return start_regrade(person=grace, scope=scope, **options)

    return start


@pytest.fixture
def grade(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[..., bool]:
    def grade(submission: Submission, verdict: str, **fields: Any) -> bool:
        result = RegradeResult.objects.get(submission=submission)
        with django_capture_on_commit_callbacks(execute=True):
            return record_report(data=report_on_result(result, verdict, digest=REGRADED_DIGEST, **fields))

    return grade


@pytest.fixture
def reviewed(
    start: Callable[..., Regrade], grade: Callable[..., bool], passed: Submission, failed: Submission
) -> Regrade:
    """Ada's pass would be lost, and Carl would pass."""
    regrade = start()
    grade(passed, "failed")
    grade(failed, "passed")
    regrade.refresh_from_db()
    return regrade
