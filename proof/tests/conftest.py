from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.identity import confirm_identity
from curriculum.models import Checkpoint
from exercises.models import Exercise, Submission
from proof.actions import publish_page
from proof.models import EvidencePage

GATE = "phase-1-checkpoint"


@pytest.fixture
def client_of(client_of: Callable[[User], Client]) -> Callable[[User], Client]:
    """Signed in by a password a moment ago."""
    return lambda person: confirm_identity(client_of(person))


@pytest.fixture
def proofs(roadmap: None) -> list[Exercise]:
    """Two exercises that prove two of the three criteria of the first checkpoint. Its badge needs no more than them."""
    Checkpoint.objects.filter(uid=GATE).update(badge_share=7)
    return list(Exercise.objects.filter(slug__in=("broadcasting-shapes", "gradient-of-squared-line")).order_by("slug"))


@pytest.fixture
def passes(ada: User, proofs: list[Exercise], run: Callable[..., Submission]) -> list[Submission]:
    """Ada's pass of each of them."""
    code = "def solve():\n    return 'ada@example.org'\n"
    return [run(exercise, ada, source=code, versions={"python": "3.11.7"}) for exercise in proofs]


@pytest.fixture
def page(ada: User, passes: list[Submission]) -> EvidencePage:
    """Ada's, unlisted and without code."""
    return publish_page(learner=ada, name="Ada L.", is_listed=False, code_of=[])
