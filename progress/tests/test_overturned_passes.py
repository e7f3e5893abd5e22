"""A pass that a stricter exercise overturns is listed under "look again", in its place and on the home page."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from exercises.models import EarlierVerdict, Exercise, Submission, VerdictChoice
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
PHASE_3 = reverse("progress:checkpoint_detail", args=["phase-3-checkpoint"])


@pytest.fixture
def overturned(exercise: Exercise, ada: User, run: Run) -> Submission:
    """It passed; the exercise changed; it was graded again and fails."""
    submission = run(exercise, ada, verdict=VerdictChoice.FAILED)
    EarlierVerdict.objects.create(submission=submission, verdict=VerdictChoice.PASSED, graded_at=timezone.now())
    return submission


def test_the_criterion_links_to_the_overturned_submission(
    client_of: ClientOf, ada: User, overturned: Submission
) -> None:
    page = squeeze(client_of(ada).get(PHASE_3).text)
    assert "found a mistake" in page
    assert overturned.get_absolute_url() in page
    assert "✓ proven" not in page
    assert "proves this." in page  # and how to prove it again


def test_the_home_page_says_so_too(client_of: ClientOf, ada: User, overturned: Submission) -> None:
    assert "found a mistake" in squeeze(client_of(ada).get("/").text)


def test_another_pass_clears_it(client_of: ClientOf, ada: User, overturned: Submission, run: Run) -> None:
    run(overturned.exercise, ada)
    client = client_of(ada)
    assert "Look again:" not in client.get(PHASE_3).text
    assert "✓ proven" in client.get(PHASE_3).text
    assert "Look again:" not in client.get("/").text


def test_confirmed_and_other_learners_passes_show_nothing(
    client_of: ClientOf, carl: User, exercise: Exercise, overturned: Submission, run: Run
) -> None:
    confirmed = run(exercise, carl)
    EarlierVerdict.objects.create(submission=confirmed, verdict=VerdictChoice.PASSED, graded_at=timezone.now())
    assert "Look again:" not in client_of(carl).get(PHASE_3).text
