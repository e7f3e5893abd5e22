import pytest

from curriculum.models import Criterion, Topic
from exercises.models import Exercise


def plain(text: str) -> str:
    """Whatever keeps its words together."""
    return " ".join(text.split())


@pytest.fixture
def linear_algebra(roadmap: None) -> Topic:
    return Topic.objects.get(uid="linear-algebra")


@pytest.fixture
def exercise(roadmap: None) -> Exercise:
    """Proves that one can do backpropagation by hand."""
    new_exercise = Exercise.objects.create(
        uid="tests.chain-rule",
        slug="chain-rule-by-hand",
        section="deep-learning",
        title="The chain rule by hand",
        stars=5,
        minutes=30,
        entry=["gradient"],
        digest="0123456789abcdef",
    )
    new_exercise.topics.add(Topic.objects.get(uid="neural-networks"))
    new_exercise.criteria.add(Criterion.objects.get(uid="phase-3.backprop-by-hand"))
    return new_exercise
