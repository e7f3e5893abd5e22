"""A learner's webhooks are told of verdicts on submissions, and of verdicts that a regrade changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from exercises.models import Exercise, Regrade, Submission
from exercises.regrades.actions import apply_regrade, undo_regrade
from exercises.regrades.application import write_regrades
from exercises.tests.reports import record_report, report_on
from notices.models import Webhook, WebhookDelivery


@pytest.fixture
def webhook(ada: User) -> Webhook:
    return Webhook.objects.create(person=ada, url="https://ada.example.org/")


def events() -> list[dict[str, Any]]:
    return [json.loads(delivery.body)["data"] for delivery in WebhookDelivery.objects.order_by("pk")]


def test_a_verdict_is_told_without_code_or_report(
    webhook: Webhook, submitted: Submission, carl: User, exercise: Exercise
) -> None:
    Webhook.objects.create(person=carl, url="https://carl.example.org/")
    record_report(data=report_on(submitted, "failed"))
    submitted.refresh_from_db()
    assert submitted.graded_at
    [event] = events()
    assert event == {
        "submission": str(submitted.uid),
        "exercise": exercise.slug,
        "verdict": "failed",
        "graded_at": submitted.graded_at.isoformat(),
        "is_regrade": False,
        "url": event["url"],
    }
    assert event["url"].endswith(submitted.get_absolute_url())
    assert WebhookDelivery.objects.get().webhook == webhook
    assert len(WebhookDelivery.objects.get().body) < 1000


def test_the_examples_and_own_calls_are_not_told(webhook: Webhook, exercise: Exercise, ada: User) -> None:
    example = Submission.objects.create(exercise=exercise, learner=ada, source="x = 1", mode="try")
    record_report(data=report_on(example, "passed"))
    assert events() == []


@pytest.mark.parametrize(("verdict", "count"), [("failed", 1), ("passed", 0)])
def test_a_regrade_is_told_where_it_changes_the_verdict(
    webhook: Webhook, exercise: Exercise, ada: User, run: Callable[..., Submission], verdict: str, count: int
) -> None:
    submission = run(exercise, ada)
    Submission.objects.update(state=Submission.State.REGRADING)
    submission.refresh_from_db()
    record_report(data=report_on(submission, verdict))
    assert [(event["verdict"], event["is_regrade"]) for event in events()] == [("failed", True)] * count


def test_a_staged_regrade_is_told_when_it_is_applied_and_when_it_is_undone(
    webhook: Webhook, reviewed: Regrade, grace: User, passed: Submission
) -> None:
    WebhookDelivery.objects.all().delete()
    apply_regrade(person=grace, regrade=reviewed)
    write_regrades()
    undo_regrade(person=grace, regrade=reviewed)
    write_regrades()
    assert [(event["submission"], event["verdict"]) for event in events()] == [
        (str(passed.uid), "failed"),
        (str(passed.uid), "passed"),
    ]
