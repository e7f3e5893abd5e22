"""A pass proves a criterion since the day on which it was one."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import (
    EarlierVerdict,
    Exercise,
    ExerciseVersion,
    Regrade,
    RegradeResult,
    Submission,
    VerdictChoice,
)
from exercises.regrades.actions import apply_regrade, start_regrade, undo_regrade
from exercises.regrades.application import write_regrades
from exercises.regrades.scope import RegradeScope
from exercises.tests.reports import record_report, regrade_in_place, report_on, report_on_result
from progress.checkpoints.evidence import evidence_of

Run = Callable[..., Submission]
MARCH = datetime(2026, 3, 2, 10, tzinfo=UTC)


def graded_again(submission: Submission, verdict: str) -> None:
    regrade_in_place(submission.exercise)
    submission.refresh_from_db()
    record_report(data=report_on(submission, verdict))
    submission.refresh_from_db()


def passed_in_march(run: Run, exercise: Exercise, learner: User) -> Submission:
    submission = run(exercise, learner)
    Submission.objects.update(created_at=MARCH, graded_at=MARCH)
    return submission


def test_a_confirming_regrade_does_not_move_the_day(
    exercise: Exercise, ada: User, run: Run, client_of: Callable[[User], Client]
) -> None:
    submission = passed_in_march(run, exercise, ada)
    for _ in range(2):
        graded_again(submission, "passed")
    assert submission.graded_at is not None
    assert submission.graded_at > MARCH
    evidence = evidence_of(ada, [exercise.pk])[exercise.pk]
    assert (evidence.passed_at, evidence.version) == (MARCH, f"version {submission.digest[:8]}")
    html = client_of(ada).get("/checkpoints/phase-3-checkpoint/").content.decode()
    assert "of 2 March 2026 (exercise version" in html


def test_the_day_is_that_of_a_pass(exercise: Exercise, ada: User, run: Run) -> None:
    submission = passed_in_march(run, exercise, ada)
    EarlierVerdict.objects.create(
        submission=submission, verdict=VerdictChoice.FAILED, graded_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert evidence_of(ada, [exercise.pk])[exercise.pk].passed_at == MARCH


def test_an_overturned_pass_does_not_count(exercise: Exercise, ada: User, run: Run) -> None:
    graded_again(passed_in_march(run, exercise, ada), "failed")
    assert evidence_of(ada, [exercise.pk]) == {}


def test_a_regrade_counts_once_it_is_applied_and_no_more_once_it_is_undone(
    exercise: Exercise, ada: User, carl: User, grace: User, run: Run
) -> None:
    passed_in_march(run, exercise, ada)
    run(exercise, carl, VerdictChoice.FAILED)

    def learners_with_evidence() -> list[User]:
        return [learner for learner in (ada, carl) if evidence_of(learner, [exercise.pk])]

    regrade = start_regrade(person=grace, scope=RegradeScope(verdict="", is_every=True))
    for learner, verdict in ((ada, "failed"), (carl, "passed")):
        result = RegradeResult.objects.get(submission__learner=learner)
        record_report(data=report_on_result(result, verdict))
    Regrade.objects.update(state=Regrade.State.READY)
    assert learners_with_evidence() == [ada]
    apply_regrade(person=grace, regrade=regrade)
    write_regrades()
    assert learners_with_evidence() == [carl]
    undo_regrade(person=grace, regrade=regrade)
    write_regrades()
    assert learners_with_evidence() == [ada]


@pytest.mark.parametrize("stage", ["beta", "active", "deprecated"])
def test_a_pass_counts_in_every_stage_of_its_exercise(exercise: Exercise, ada: User, run: Run, stage: str) -> None:
    run(exercise, ada)
    Exercise.objects.update(stage=stage)
    assert exercise.pk in evidence_of(ada, [exercise.pk])


def test_a_pass_of_an_older_version_counts_is_marked_and_offers_the_new_one(
    exercise: Exercise, ada: User, run: Run, client_of: Callable[[User], Client]
) -> None:
    submission = passed_in_march(run, exercise, ada)
    ExerciseVersion.objects.create(exercise=exercise, digest=submission.digest, number=1)
    Exercise.objects.update(digest="0123456789abcdef", version=2)
    evidence = evidence_of(ada, [exercise.pk])[exercise.pk]
    assert (evidence.version, evidence.has_newer) == ("version 1", True)
    html = client_of(ada).get("/checkpoints/phase-3-checkpoint/").content.decode()
    assert "(exercise version 1)" in html
    assert f'href="{exercise.get_absolute_url()}">Try' in html
    Exercise.objects.update(stage="deprecated")
    assert not evidence_of(ada, [exercise.pk])[exercise.pk].has_newer
