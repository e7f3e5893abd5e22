"""Recording: only the first report for the newest attempt, only so large, and only once ours is ruled out."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exercises.actions import MAX_ATTEMPTS, record_report, resend_lost
from exercises.models import CheckResult, Submission, Verdict
from exercises.tests.reports import check_of, report_on


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
    assert (submitted.verdict, submitted.mistake, submitted.worker) == (Verdict.FAILED, "mask_shifted", "cpu@host")
    assert submitted.phases["total"] == 310.0
    assert list(submitted.checks.values_list("title", "verdict")) == [
        ("Rows sum to one", "passed"),
        ("Nobody looks ahead", "failed"),
    ]


def test_the_second_report_for_an_attempt_changes_nothing(submitted: Submission) -> None:
    assert record_report(data=report_on(submitted, "failed"))
    assert not record_report(data=report_on(submitted, "passed"))
    submitted.refresh_from_db()
    assert submitted.verdict == Verdict.FAILED
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
def test_what_is_no_report_or_contradicts_itself_is_dropped(submitted: Submission, data: Any) -> None:
    whole = report_on(submitted) | data if isinstance(data, dict) and data else data
    assert not record_report(data=whole)
    submitted.refresh_from_db()
    assert not submitted.is_done


def test_everything_a_learner_could_have_written_is_cut_to_size(submitted: Submission) -> None:
    flood = "x" * 1_000_000
    check = check_of(
        flood,
        "failed",
        message=flood,
        output=flood,
        detail={"input": flood, "yours": flood, "smuggled": flood},
        ms=float("inf"),
    )
    data = report_on(submitted, "failed", *[check] * 500, message=flood, output=flood, versions={flood: flood})
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
    ("picture", "kept"),
    [
        ({"kind": "heatmap", "panels": [{"title": "yours", "rows": [[0.5, 0.5]], "marks": [[0, 1]]}]}, True),
        ({"kind": "heatmap", "panels": [{"title": "yours", "rows": [[0.0] * 33]}]}, False),
        ({"kind": "heatmap", "panels": [{"title": "a\0b", "rows": [[0.5]]}]}, False),
        (
            {"kind": "bars", "labels": ["a"], "series": [{"title": "yours", "values": [1.0]}], "more": "x" * 70_000},
            False,
        ),
        ("<svg onload=alert(1)>", False),
    ],
)
def test_a_picture_is_kept_only_if_the_web_can_draw_it(submitted: Submission, picture: Any, kept: bool) -> None:
    assert record_report(data=report_on(submitted, "failed", check_of("One", "failed", picture=picture)))
    assert submitted.checks.get().picture == (picture if kept else None)


def test_a_report_that_blames_us_leads_to_another_attempt_and_at_last_says_so(submitted: Submission) -> None:
    tokens = set()
    for _ in range(MAX_ATTEMPTS):
        submitted.refresh_from_db()
        assert not submitted.is_done
        tokens.add(submitted.attempt)
        record_report(data=report_on(submitted, "internal", message="The sandbox was lost on the way."))
    submitted.refresh_from_db()
    assert len(tokens) == MAX_ATTEMPTS
    assert submitted.verdict == Verdict.INTERNAL
    assert submitted.attempts == MAX_ATTEMPTS


def test_a_submission_that_no_runner_answers_is_sent_again_and_at_last_ends(submitted: Submission) -> None:
    for _ in range(MAX_ATTEMPTS):
        assert resend_lost() == 0
        submitted.refresh_from_db()
        Submission.objects.update(sent_at=timezone.now() - timedelta(seconds=121), created_at=timezone.now())
        before = submitted.attempt
        assert resend_lost() == 1
        submitted.refresh_from_db()
    assert submitted.attempt == before
    assert submitted.verdict == Verdict.INTERNAL
    assert "No runner answered, three times" in submitted.message


def test_what_never_left_is_sent_with_the_same_token_and_costs_no_attempt(submitted: Submission) -> None:
    Submission.objects.update(sent_at=None, created_at=timezone.now() - timedelta(seconds=11))
    assert resend_lost() == 1
    token = submitted.attempt
    submitted.refresh_from_db()
    assert (submitted.attempt, submitted.attempts) == (token, 1)
    assert submitted.sent_at is not None
