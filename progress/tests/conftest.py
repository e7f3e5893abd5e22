from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion, Topic
from exercises.models import Exercise, Mode, Submission, Verdict


@pytest.fixture
def linear_algebra(roadmap: None) -> Topic:
    return Topic.objects.get(uid="linear-algebra")


@pytest.fixture
def exercise(roadmap: None) -> Exercise:
    """Proves that one can do backpropagation by hand."""
    made = Exercise.objects.create(
        uid="tests.chain-rule",
        slug="chain-rule-by-hand",
        section="deep-learning",
        title="The chain rule by hand",
        stars=5,
        minutes=30,
        entry=["gradient"],
        digest="0123456789abcdef",
    )
    made.topics.add(Topic.objects.get(uid="neural-networks"))
    made.criteria.add(Criterion.objects.get(uid="phase-3.backprop-by-hand"))
    return made


Run = Callable[..., Submission]


@pytest.fixture
def run() -> Run:
    """Somebody's finished run of an exercise: a passed submission unless told otherwise."""

    def finished(
        exercise: Exercise, learner: User, verdict: Verdict = Verdict.PASSED, mode: Mode = Mode.SUBMIT
    ) -> Submission:
        return Submission.objects.create(
            exercise=exercise,
            learner=learner,
            source="def gradient(): ...",
            mode=mode,
            state=Submission.State.DONE,
            verdict=verdict,
            graded_at=timezone.now(),
            digest="fedcba9876543210",
        )

    return finished
