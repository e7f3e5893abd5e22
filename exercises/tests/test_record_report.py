"""Recording: only the first report for the newest attempt, only so large, and only once ours is ruled out."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from exercises.grading.reports import WEAK_SANDBOX_REFUSED
from exercises.models import CheckResult, Exercise, Submission, VerdictChoice, Worker
from exercises.submissions import resending
from exercises.submissions.attempts import send_attempt
from exercises.submissions.resending import MAX_SENDS, resend_lost
from exercises.tests.reports import check_of, record_report, record_worker, report_on, worker_of


def test_the_verdict_and_its_checks_are_kept_in_order(submitted: Submission) -> None:
    checks = (
        check_of("Rows sum to one"),
        check_of("Nobody looks ahead", "failed", message="Row 0 gives 0.33 to position 1."),
    )
    mistake = {"name": "mask_shifted", "message": "Your weights look one token ahead."}
    assert record_report(data=report_on(submitted, "failed", *checks, mistake=mistake, worker="cpu@host"))
    submitted.refresh_from_db()
    assert submitted.is_done
    assert submitted.graded_at is not None
    assert (submitted.verdict, submitted.mistake, submitted.worker) == (
        VerdictChoice.FAILED,
        "mask_shifted",
        "cpu@host",
    )
    assert submitted.phases["total"] == 310.0
    assert list(submitted.checks.values_list("title", "verdict")) == [
        ("Rows sum to one", "passed"),
        ("Nobody looks ahead", "failed"),
    ]


def test_the_second_report_for_an_attempt_changes_nothing(submitted: Submission) -> None:
    assert record_report(data=report_on(submitted, "failed"))
    assert not record_report(data=report_on(submitted, "passed"))
    submitted.refresh_from_db()
    assert submitted.verdict == VerdictChoice.FAILED
    assert CheckResult.objects.count() == 1


def test_a_late_report_of_an_earlier_attempt_is_ignored(submitted: Submission) -> None:
    late = report_on(submitted, "passed", attempt=str(uuid.uuid4()))
    assert not record_report(data=late)
    submitted.refresh_from_db()
    assert not submitted.is_done


def test_a_report_on_nothing_we_know_is_ignored(submitted: Submission) -> None:
    assert not record_report(data=report_on(submitted, submission=str(uuid.uuid4())))
    assert not CheckResult.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"submission": "1; DROP TABLE", "attempt": "x", "verdict": "passed"},
        {"verdict": "excellent"},
        {"message": {"not": "a text"}},
        {"checks": [{"title": "no name"}]},
        {"checks": [check_of("One") | {"ms": "soon"}]},
        {"phases": [1, 2]},
        {"checks": []},  # "passed" without a check
        {"checks": [check_of("One"), check_of("Two", "failed")]},  # "passed" against its own checks
    ],
)
def test_invalid_and_contradictory_reports_are_dropped(submitted: Submission, data: Any) -> None:
    whole = report_on(submitted) | data if isinstance(data, dict) and data else data
    assert not record_report(data=whole)
    submitted.refresh_from_db()
    assert not submitted.is_done


def test_everything_a_learner_could_have_written_is_cut_to_size(submitted: Submission) -> None:
    flood = "x" * 4_100
    check = check_of(
        flood,
        "failed",
        message=flood,
        output=flood,
        detail={"input": flood, "yours": flood, "smuggled": flood},
        ms=float("inf"),
    )
    data = report_on(submitted, "failed", *[check] * 66, message=flood, output=flood, versions={flood: flood})
    assert record_report(data=data)
    submitted.refresh_from_db()
    first = submitted.checks.all()[0]
    assert submitted.checks.count() == 64
    assert (len(submitted.message), len(submitted.output), len(first.title)) == (2000, 4000, 240)
    assert (len(first.message), len(first.output), first.ms) == (2000, 4000, 0)
    assert {name: len(text) for name, text in first.detail.items()} == {"input": 2000, "yours": 2000}
    assert submitted.message.endswith("x…")
    assert all(len(name) <= 40 and len(text) <= 40 for name, text in submitted.versions.items())


def test_characters_that_a_database_refuses_are_replaced(submitted: Submission) -> None:
    assert record_report(data=report_on(submitted, "error", check_of("One", "error", message="a\0b \ud800 c")))
    assert submitted.checks.get().message == "a\N{REPLACEMENT CHARACTER}b ? c"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ({"kind": "heatmap", "panels": [{"title": "yours", "rows": [[0.5, 0.5]], "marks": [[0, 1]]}]}, True),
        ({"kind": "heatmap", "panels": [{"title": "yours", "rows": [[0.0] * 65]}]}, False),
        ({"kind": "heatmap", "panels": [{"title": "a\0b", "rows": [[0.5]]}]}, False),
        (
            {"kind": "bars", "labels": ["a"], "series": [{"title": "yours", "values": [1.0]}], "more": "x" * 70_000},
            False,
        ),
        ("<svg onload=alert(1)>", False),
    ],
)
def test_a_picture_is_kept_only_if_the_web_can_draw_it(submitted: Submission, picture: Any, expected: bool) -> None:
    assert record_report(data=report_on(submitted, "failed", check_of("One", "failed", picture=picture)))
    assert submitted.checks.get().picture == (picture if expected else None)


def test_a_report_that_blames_us_leads_to_another_attempt_and_at_last_says_so(submitted: Submission) -> None:
    tokens = set()
    for _ in range(Submission.MAX_ATTEMPTS):
        submitted.refresh_from_db()
        assert not submitted.is_done
        tokens.add(submitted.attempt)
        record_report(data=report_on(submitted, "internal", message="The sandbox was lost on the way."))
    submitted.refresh_from_db()
    assert len(tokens) == Submission.MAX_ATTEMPTS
    assert submitted.verdict == VerdictChoice.INTERNAL
    assert submitted.attempts == Submission.MAX_ATTEMPTS


def test_a_report_names_its_device_and_what_the_learner_used_of_it(submitted: Submission) -> None:
    card = "NVIDIA H100, driver 580.65, CUDA 13.0"
    assert record_report(data=report_on(submitted, device=card, gpu_s=1.25))
    submitted.refresh_from_db()
    assert (submitted.device, submitted.gpu_s) == (card, 1.25)


def test_a_fault_of_ours_costs_no_gpu_seconds(submitted: Submission) -> None:
    for _ in range(Submission.MAX_ATTEMPTS):
        submitted.refresh_from_db()
        record_report(data=report_on(submitted, "internal", gpu_s=9.0))
    submitted.refresh_from_db()
    assert (submitted.verdict, submitted.gpu_s) == (VerdictChoice.INTERNAL, 0.0)


@pytest.mark.parametrize(("reported", "expected"), [(float("nan"), 0.0), (-3.0, 0.0), (1e12, 1e4)])
def test_impossible_gpu_seconds_are_bounded(submitted: Submission, reported: float, expected: float) -> None:
    assert record_report(data=report_on(submitted, gpu_s=reported))
    submitted.refresh_from_db()
    assert submitted.gpu_s == expected


def test_a_pass_in_the_weak_sandbox_is_graded_again_elsewhere(submitted: Submission) -> None:
    record_report(data=report_on(submitted, "passed", weak=True))
    submitted.refresh_from_db()
    assert not submitted.is_done
    assert submitted.attempts == 2


def test_no_pass_is_recorded_if_all_runners_are_weak(submitted: Submission) -> None:
    for _ in range(Submission.MAX_ATTEMPTS):
        submitted.refresh_from_db()
        record_report(data=report_on(submitted, "passed", weak=True))
    submitted.refresh_from_db()
    assert submitted.verdict == VerdictChoice.INTERNAL
    assert submitted.message == WEAK_SANDBOX_REFUSED
    assert not submitted.checks.exists()


def test_development_takes_the_weak_sandboxs_verdict(submitted: Submission, settings: Settings) -> None:
    settings.DEBUG = True
    assert record_report(data=report_on(submitted, "passed", weak=True))


def a_runner(online_s: float = 1000) -> None:
    record_worker(data=worker_of("cpu"))
    Worker.objects.update(online_since=timezone.now() - timedelta(seconds=online_s))


def sent_ago(submission: Submission, seconds: float) -> None:
    Submission.objects.filter(pk=submission.pk).update(sent_at=timezone.now() - timedelta(seconds=seconds))


def lost(submission: Submission, after_s: float) -> bool:
    sent_ago(submission, after_s)
    taken_up = resend_lost()
    submission.refresh_from_db()
    return bool(taken_up)


def test_unanswered_jobs_back_off_and_finally_end(
    submitted: Submission,
) -> None:
    a_runner()
    token = submitted.attempt
    send_attempt(submitted)
    for sends in range(1, MAX_SENDS + 1):
        submitted.refresh_from_db()
        assert (submitted.sends, submitted.is_waiting) == (sends, True)
        life = 120 * 2 ** (sends - 1)
        assert not lost(submitted, life - 1)
        assert lost(submitted, life + 1)
    assert (submitted.attempt, submitted.attempts) == (token, 1)
    assert submitted.verdict == VerdictChoice.INTERNAL
    assert "no runner answered" in submitted.message


def test_only_the_first_report_counts(submitted: Submission) -> None:
    a_runner()
    first = report_on(submitted, "passed")
    assert lost(submitted, 121)
    assert record_report(data=first)
    assert not record_report(data=report_on(submitted, "failed"))
    submitted.refresh_from_db()
    assert submitted.is_passed


def test_two_sweeps_at_once_send_it_once(submitted: Submission, jobs: Callable[..., list[dict[str, Any]]]) -> None:
    sent_ago(submitted, 121)
    first, second = (Submission.objects.select_related("exercise").get() for _ in range(2))
    resending._resend(first)
    resending._resend(second)
    assert [job["attempt"] for job in jobs()] == [str(submitted.attempt)]


def test_a_job_that_kills_its_runners_ends_by_their_reports(
    submitted: Submission, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    a_runner()
    for attempt in range(1, Submission.MAX_ATTEMPTS + 1):
        assert lost(submitted, 121)
        assert submitted.attempts == attempt
        with django_capture_on_commit_callbacks(execute=True):
            record_report(data=report_on(submitted, "internal", message="Three workers were lost with it."))
        submitted.refresh_from_db()
    assert submitted.verdict == VerdictChoice.INTERNAL
    assert "Three workers" in submitted.message


def test_a_runner_without_heartbeats_is_offline(submitted: Submission) -> None:
    a_runner()
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=37))
    assert not lost(submitted, 1000)


def test_without_a_fit_runner_it_waits_for_as_long_as_it_takes(submitted: Submission) -> None:
    sent_ago(submitted, 10_000)
    assert resend_lost() == 0
    a_runner(online_s=30)  # it has just come back, and has the whole queue before it
    assert resend_lost() == 0
    record_worker(data=worker_of("cpu", layers=[{"name": "files", "ok": False}]))
    assert resend_lost() == 0


def test_a_long_queue_is_no_proof_of_a_loss_but_to_be_overtaken_is(
    submitted: Submission, exercise: Exercise, ada: User
) -> None:
    a_runner()
    later = Submission.objects.create(exercise=exercise, learner=ada, source="x = 1", sent_at=timezone.now())
    record_report(data=report_on(later))  # the queue moves
    sent_ago(submitted, 1000)
    assert resend_lost() == 0
    Submission.objects.filter(pk=later.pk).update(graded_at=timezone.now() - timedelta(seconds=119))
    assert resend_lost() == 0  # the other runner may still be busy with it
    Submission.objects.filter(pk=later.pk).update(graded_at=timezone.now() - timedelta(seconds=125))
    third = Submission.objects.create(exercise=exercise, learner=ada, source="x = 2", sent_at=timezone.now())
    record_report(data=report_on(third))
    assert resend_lost() == 1
    submitted.refresh_from_db()
    assert (submitted.sends, submitted.attempts) == (1, 1)


def test_a_failed_attempt_is_retried_on_another_worker(
    submitted: Submission, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, valkey: str
) -> None:
    current_app.amqp.queues  # noqa: B018 - the queues must be known before one is read
    with current_app.connection() as connection, connection.SimpleQueue("cpu") as queue:
        queue.clear()
        with django_capture_on_commit_callbacks(execute=True):
            record_report(data=report_on(submitted, "internal", worker="cpu@one"))
        message = queue.get(block=False)
        message.ack()
    submitted.refresh_from_db()
    assert message.headers["avoid"] == "cpu@one"
    assert message.headers["id"] == str(submitted.attempt)
    wait = datetime.fromisoformat(message.headers["eta"]) - timezone.now()
    assert 0 < wait.total_seconds() <= 2


def test_an_unsent_job_is_sent_with_the_same_token(submitted: Submission) -> None:
    Submission.objects.update(sent_at=None, created_at=timezone.now() - timedelta(seconds=11))
    assert resend_lost() == 1
    token = submitted.attempt
    submitted.refresh_from_db()
    assert (submitted.attempt, submitted.attempts) == (token, 1)
    assert submitted.sent_at is not None
