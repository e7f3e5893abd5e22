"""A checkpoint that is ready is said once, quietly: at the top of the next page, and in the notifications."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from curriculum.models import Criterion
from exercises.models import Exercise, Submission, VerdictChoice
from exercises.submissions.proof_changes import proof_changed
from exercises.tests.reports import record_report, report_on
from lib.retention import limit_of
from notices.actions import old_notices
from notices.models import Notice, NoticeKind
from progress.checkpoints.actions import answer_criterion, withdraw_answer
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.news import _Stage
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
GATE = "phase-1-checkpoint"
READY = "with 0 of 3 criteria proven."


def claim_all(learner: User) -> None:
    for criterion in Criterion.objects.filter(checkpoint__uid=GATE):
        answer_criterion(learner=learner, criterion=criterion, answer=CriterionMark.Answer.YES)


def news_of(learner: User) -> list[str]:
    return list(Notice.objects.filter(person=learner, kind=NoticeKind.CHECKPOINT).values_list("sentence", flat=True))


@pytest.fixture
def proofs(roadmap: None) -> list[Exercise]:
    """An exercise for each criterion of the first checkpoint."""
    exercises = []
    for criterion in Criterion.objects.filter(checkpoint__uid=GATE):
        exercise = Exercise.objects.filter(criteria=criterion).first() or Exercise.objects.create(
            uid=f"tests.{criterion.uid}", slug=criterion.uid.replace(".", "-"), section="tests", title=criterion.uid,
            stars=3, minutes=10, digest="0123456789abcdef",
        )  # fmt: skip
        exercise.criteria.add(criterion)
        exercises.append(exercise)
    return exercises


def test_the_next_page_says_it_once(ada: User, client_of: ClientOf, roadmap: None) -> None:
    claim_all(ada)
    client = client_of(ada)
    page = squeeze(client.get("/hours/").text)
    assert page.count(READY) == 1
    assert "Notifications (1)" not in page
    assert READY not in client.get("/hours/").text


def test_it_stays_in_the_notifications(ada: User, client_of: ClientOf, roadmap: None) -> None:
    claim_all(ada)
    client = client_of(ada)
    client.get("/hours/")
    assert READY in client.get("/notices/").text


def test_nothing_is_said_of_a_checkpoint_with_an_open_criterion(ada: User, roadmap: None) -> None:
    criterion = Criterion.objects.filter(checkpoint__uid=GATE).first()
    assert criterion
    answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    assert not news_of(ada)


def test_answering_again_says_nothing_again(ada: User, client_of: ClientOf, roadmap: None) -> None:
    claim_all(ada)
    client_of(ada).get("/hours/")
    criterion = Criterion.objects.get(uid="phase-1.why-cross-entropy")
    withdraw_answer(learner=ada, criterion=criterion)
    claim_all(ada)
    assert not Notice.objects.filter(person=ada).unread().exists()


def test_it_is_never_forgotten(ada: User, roadmap: None) -> None:
    claim_all(ada)
    Notice.objects.update(created_at="2020-01-01T00:00:00Z")
    assert not old_notices(limit_of("notices")).exists()
    assert len(news_of(ada)) == 1


def test_what_no_longer_holds_is_not_said(ada: User, client_of: ClientOf, roadmap: None) -> None:
    claim_all(ada)
    withdraw_answer(learner=ada, criterion=Criterion.objects.get(uid="phase-1.why-cross-entropy"))
    assert READY not in client_of(ada).get("/hours/").text


def test_the_last_pass_proves_the_checkpoint(
    ada: User, proofs: list[Exercise], run: Run, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    *others, last = proofs
    for exercise in others:
        run(exercise, ada)
    submission = Submission.objects.create(exercise=last, learner=ada, source="def f(): ...")
    with django_capture_on_commit_callbacks(execute=True):
        record_report(data=report_on(submission, "passed"))
    [sentence] = news_of(ada)
    assert sentence.startswith("You’ve proven all 3 criteria")


def test_a_regrade_takes_back_what_no_page_has_said(
    ada: User, proofs: list[Exercise], run: Run, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    runs = [run(exercise, ada) for exercise in proofs]
    with django_capture_on_commit_callbacks(execute=True):
        proof_changed(ada, proofs[0].pk)
    assert len(news_of(ada)) == 1
    Submission.objects.filter(pk=runs[0].pk).update(verdict=VerdictChoice.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        proof_changed(ada, proofs[0].pk)
    assert not news_of(ada)


def test_nobody_else_hears_of_it(ada: User, carl: User, client_of: ClientOf, roadmap: None) -> None:
    claim_all(ada)
    assert READY not in client_of(carl).get("/hours/").text


def test_readiness_and_proof_are_said_separately(
    ada: User, proofs: list[Exercise], run: Run, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    claim_all(ada)
    for exercise in proofs:
        run(exercise, ada)
    Notice.objects.update(read_at="2026-01-01T00:00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        proof_changed(ada, proofs[0].pk)
    keys = Notice.objects.filter(person=ada).values_list("key", flat=True)
    assert set(keys) == {f"{GATE}.{stage}" for stage in _Stage}
