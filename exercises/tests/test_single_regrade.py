"""One submission graded again in place, as spot checks do: the old verdict stands until the new one is there."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import EarlierVerdict, Exercise, Submission, VerdictChoice
from exercises.submissions.rules import headline
from exercises.tests.reports import check_of, record_report, regrade_in_place, report_on
from tests.markup import squeeze

NEW = "fedcba9876543210"


@pytest.fixture
def passed(submitted: Submission) -> Submission:
    """Ada passed, and then the exercise changed."""
    record_report(data=report_on(submitted))
    Exercise.objects.update(digest=NEW)
    return Submission.objects.select_related("exercise").get()


def under_way(submission: Submission) -> Submission:
    regrade_in_place(Exercise.objects.get())
    submission.refresh_from_db()
    return submission


def test_the_old_verdict_counts_until_the_new_one_is_recorded(
    passed: Submission, ada: User, client_of: Callable[[User], Client]
) -> None:
    under_way(passed)
    assert Submission.objects.passes().exists()
    html = client_of(ada).get(passed.get_absolute_url()).content.decode()
    assert headline("passed", "submit", 1, 1) in html
    assert "grading this again" in html
    assert "hx-trigger" not in html


def test_a_pass_that_is_confirmed_stays_one_and_its_history_is_kept(passed: Submission) -> None:
    record_report(data=report_on(under_way(passed), "passed", digest=NEW))
    passed.refresh_from_db()
    assert (passed.state, passed.verdict, passed.digest) == ("done", VerdictChoice.PASSED, NEW)
    assert passed.checks.count() == 1
    earlier = EarlierVerdict.objects.get()
    assert (earlier.verdict, earlier.digest, earlier.is_overturned) == (VerdictChoice.PASSED, "0123456789abcdef", False)


def test_an_overturned_pass_is_no_longer_evidence(
    passed: Submission, ada: User, client_of: Callable[[User], Client]
) -> None:
    checks = check_of("Rows sum to one"), check_of("Nobody looks ahead", "failed")
    record_report(data=report_on(under_way(passed), "failed", *checks, digest=NEW))
    assert not Submission.objects.passes().exists()
    html = squeeze(client_of(ada).get(passed.get_absolute_url()).content.decode())
    assert headline("failed", "submit", 1, 2) in html
    assert "version fedcba98. The verdict of" in html
    assert "(version 01234567) was: passed." in html
    assert 'class="state stuck"' in html


def test_a_failed_regrade_keeps_the_old_verdict(passed: Submission) -> None:
    under_way(passed)
    for _ in range(Submission.MAX_ATTEMPTS):
        record_report(data=report_on(passed, "internal"))
        passed.refresh_from_db()
    assert (passed.state, passed.verdict, passed.digest) == ("done", VerdictChoice.PASSED, "0123456789abcdef")
    assert passed.checks.count() == 1
    assert not EarlierVerdict.objects.exists()


def test_a_second_report_for_a_regrade_changes_nothing(passed: Submission) -> None:
    under_way(passed)
    assert record_report(data=report_on(passed, "failed"))
    assert not record_report(data=report_on(passed, "passed"))
    assert EarlierVerdict.objects.count() == 1
