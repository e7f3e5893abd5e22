"""A badge needs a share of its phase's exercises, which the checkpoint names, and says which rule it was issued by."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from curriculum.models import Checkpoint
from exercises.models import Exercise, StageChoice, Submission, VerdictChoice
from exercises.submissions.proof_changes import proof_changed
from lib.errors import RefusedError
from progress.checkpoints.badge_share import BadgeShare
from progress.checkpoints.queries import gate_contents
from proof.actions import issue_badge
from proof.models import Badge, EvidencePage
from proof.tests.conftest import GATE

Run = Callable[..., Submission]
CHOICES = reverse("proof:edit_page")


@pytest.fixture
def gate(page: EvidencePage) -> Checkpoint:
    """The first checkpoint, with the share that a badge needs where nobody changed it."""
    Checkpoint.objects.filter(uid=GATE).update(badge_share=60)
    checkpoint: Checkpoint = Checkpoint.objects.get(uid=GATE)
    return checkpoint


def other_exercises(gate: Checkpoint) -> list[Exercise]:
    """Those of the phase that prove no criterion of the fixtures, in order."""
    return list(Exercise.objects.filter(pk__in=counted(gate), criteria=None).in_order())


def counted(gate: Checkpoint) -> dict[int, str]:
    """The slugs of the exercises that count towards its badge."""
    content = next(content for content in gate_contents() if content.checkpoint == gate)
    return {row.pk: row.slug for row in content.exercises}


@pytest.mark.parametrize(
    ("total", "percent", "needed"), [(27, 60, 17), (12, 60, 8), (10, 60, 6), (27, 0, 0), (0, 60, 0)]
)
def test_the_share_is_rounded_up(total: int, percent: int, needed: int) -> None:
    assert BadgeShare(phase=1, passed=0, total=total, percent=percent).needed == needed


def test_two_exercises_are_not_enough_and_it_says_what_is_missing(gate: Checkpoint, ada: User) -> None:
    with pytest.raises(RefusedError, match=r"2 of 27 exercises of phase 1 passed, 15 more needed \(60%\)"):
        issue_badge(learner=ada, checkpoint=GATE)


def test_an_exercise_that_needs_special_hardware_does_not_count(gate: Checkpoint) -> None:
    slugs = counted(gate).values()
    assert "matmul" in slugs
    assert "matmul-kernel" not in slugs


def test_enough_passes_make_the_badge_and_it_says_how_many(gate: Checkpoint, ada: User, run: Run) -> None:
    for exercise in other_exercises(gate)[:15]:
        run(exercise, ada)
    badge = issue_badge(learner=ada, checkpoint=GATE)
    assert (badge.passed_count, badge.exercise_count, badge.min_share) == (17, 27, 60)
    assert badge.share_text in badge.rule


def test_where_all_exercises_are_in_beta_it_counts_criteria_only(
    gate: Checkpoint, ada: User, client_of: Callable[[User], Client]
) -> None:
    Exercise.objects.filter(pk__in=counted(gate)).update(stage=StageChoice.BETA)
    page = client_of(ada).get(reverse("progress:checkpoint_detail", args=[GATE])).text
    assert not re.search(r"\b(of|’s) 0\b", page)
    badge = issue_badge(learner=ada, checkpoint=GATE)
    assert badge.share_text == f"{len(badge.criteria)} criteria"
    assert "0" not in badge.rule.replace(f"{badge.issued_at:%-d %B %Y}", "")


def test_a_badge_from_before_shares_stays_valid_and_says_so(gate: Checkpoint, ada: User, page: EvidencePage) -> None:
    Badge.objects.create(learner=ada, checkpoint=gate, name=page.name, criteria=["phase-1.derive-gradient"], token="x")
    with pytest.raises(RefusedError, match="15 more"):
        issue_badge(learner=ada, checkpoint=GATE)
    badge = Badge.objects.get(revoked_at=None)
    assert "criteria only" in badge.rule


def test_it_is_revoked_when_a_regrade_leaves_less_than_it_needed(
    gate: Checkpoint, ada: User, run: Run, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    passes = [run(exercise, ada) for exercise in other_exercises(gate)[:16]]
    issue_badge(learner=ada, checkpoint=GATE)  # one more than it needs
    for submission, is_valid in zip(passes[:2], (True, False), strict=True):
        Submission.objects.filter(pk=submission.pk).update(verdict=VerdictChoice.FAILED)
        with django_capture_on_commit_callbacks(execute=True):
            proof_changed(ada, submission.exercise_id)
        assert Badge.objects.filter(revoked_at=None).exists() == is_valid
