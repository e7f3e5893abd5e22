"""Signing up keeps what the visitor tried: the code as a draft, the verdict as a submission of the new account."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from exercises.models import Draft, Exercise, Submission, Trial
from exercises.submissions.proof_changes import when_proof_changes
from exercises.tests.reports import check_of, record_report, record_worker, trial_report_on, worker_of
from exercises.trials.adoption import adopt_trials

SIGNUP = {"name": "Nora", "email": "nora@example.org", "password1": "a long enough password"}
CODE = "def attention(Q, K, V, mask=None):\n    return V\n"
FIXED = CODE.replace("return V", "return softmax(Q, K) @ V")


@pytest.fixture(autouse=True)
def _offered(exercise: Exercise, monkeypatch: pytest.MonkeyPatch, settings: Any, jobs: Callable[..., Any]) -> None:
    settings.TRIAL_EXERCISES = [exercise.slug]
    monkeypatch.setattr("exercises.submissions.views.ANSWER_WITHIN_SECONDS", 0)
    record_worker(data=worker_of())


@pytest.fixture
def visitor() -> Client:
    return Client()


def try_it(visitor: Client, source: str, verdict: str = "", **fields: Any) -> Trial:
    """A trial, with this verdict if there is one."""
    visitor.post("/exercises/causal-attention/try/", {"source": source})
    trial = Trial.objects.latest("pk")
    if verdict:
        record_report(data=trial_report_on(trial, verdict, check_of("One query", verdict), **fields))
    return trial


def sign_up(visitor: Client) -> User:
    response = visitor.post("/accounts/signup/", SIGNUP | {"next": "/exercises/causal-attention/"})
    assert response.status_code == 302
    return User.objects.get(email="nora@example.org")


def test_the_verdicts_become_submissions_with_their_checks_and_times(visitor: Client) -> None:
    first, second = try_it(visitor, CODE, "failed"), try_it(visitor, FIXED, "passed")
    second.refresh_from_db()
    nora = sign_up(visitor)
    failed, passed = Submission.objects.filter(learner=nora).order_by("created_at")
    assert (failed.uid, failed.source, failed.verdict) == (first.uid, CODE, "failed")
    assert (passed.source, passed.verdict, passed.proves) == (FIXED, "passed", True)
    assert (passed.graded_at, passed.host, passed.digest) == (second.graded_at, second.host, "0123456789abcdef")
    assert [check.title for check in passed.checks.all()] == ["One query"]
    assert not Trial.objects.exists()


def test_the_exercise_opens_with_the_newest_code_and_verdict(visitor: Client, exercise: Exercise) -> None:
    try_it(visitor, CODE, "failed")
    try_it(visitor, FIXED, "passed")
    nora = sign_up(visitor)
    assert Draft.objects.get(learner=nora).source == FIXED
    page = visitor.get(exercise.get_absolute_url()).text
    assert "softmax(Q, K) @ V" in page
    assert 'class="verdict passed' in page


def test_a_verdict_that_is_still_on_its_way_reaches_the_new_account(visitor: Client) -> None:
    trial = try_it(visitor, CODE)
    data = trial_report_on(trial)
    sign_up(visitor)
    assert Submission.objects.get().is_waiting
    assert record_report(data=data)
    assert Submission.objects.get().is_passed


def test_only_a_pass_changes_what_the_new_account_has_proven(
    visitor: Client,
    exercise: Exercise,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    changes: list[tuple[str, int]] = []
    monkeypatch.setattr("exercises.submissions.proof_changes._LISTENERS", [])
    when_proof_changes(lambda learner, proven: changes.append((learner.email, proven)))
    try_it(visitor, CODE, "failed")
    try_it(visitor, FIXED, "passed")
    with django_capture_on_commit_callbacks(execute=True):
        sign_up(visitor)
    assert changes == [("nora@example.org", exercise.pk)]


def test_a_fault_of_ours_leaves_only_the_code(visitor: Client) -> None:
    try_it(visitor, CODE, "internal")
    nora = sign_up(visitor)
    assert not Submission.objects.exists()
    assert Draft.objects.get(learner=nora).source == CODE


def test_the_cookie_is_gone_and_nothing_is_carried_twice(visitor: Client) -> None:
    trial = try_it(visitor, CODE, "passed")
    nora = sign_up(visitor)
    assert visitor.cookies["visitor"].value == ""
    assert adopt_trials(learner=nora, visitor=trial.visitor) == 0
    assert Submission.objects.count() == 1


def test_other_visitors_trials_stay_theirs(visitor: Client) -> None:
    try_it(Client(), FIXED, "passed")
    try_it(visitor, CODE, "failed")
    nora = sign_up(visitor)
    assert [run.source for run in Submission.objects.filter(learner=nora)] == [CODE]
    assert Trial.objects.get().source == FIXED


def test_signing_in_to_an_old_account_carries_nothing_over(visitor: Client, ada: User) -> None:
    try_it(visitor, CODE, "passed")
    visitor.post("/accounts/login/", {"login": ada.email, "password": "a long enough password"})
    assert visitor.session.get("_auth_user_id") == str(ada.pk) != str(AnonymousUser().pk)
    assert not Submission.objects.exists()
    assert not Draft.objects.exists()
