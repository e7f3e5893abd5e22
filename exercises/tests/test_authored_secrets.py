"""Solutions, checks and mistakes that are stored on the site reach no learner before they have passed."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from curriculum.models import Criterion
from exercises.lifecycle.stages import set_stage
from exercises.models import Exercise, StageChoice, Submission, VerdictChoice
from exercises.tests.authored import SECRETS, pass_audit, write_and_publish

ClientOf = Callable[[User], Client]


@pytest.fixture
def exercise(grace: User, criterion: Criterion) -> Exercise:
    """In beta, with a newer version that is being checked."""
    row = write_and_publish(grace)
    pass_audit()
    set_stage(person=grace, exercise=row, stage=StageChoice.BETA)
    row.refresh_from_db()
    return row


def test_no_page_or_answer_of_the_api_has_them(
    exercise: Exercise, ada: User, client_of: ClientOf, api_of: ClientOf, run: Callable[..., Submission]
) -> None:
    submission = run(exercise, ada, VerdictChoice.FAILED)
    address, api = exercise.get_absolute_url(), f"/api/v1/exercises/{exercise.slug}/"
    pages = ["/exercises/", address, f"{address}submissions/", submission.get_absolute_url(), f"{address}solutions/"]
    texts = [client.get(url).text for client in (client_of(ada), Client()) for url in pages]
    texts += [api_of(ada).get(url).text for url in ("/api/v1/exercises/", api, f"{api}hints/1/", f"{api}solutions/")]
    texts += [api_of(ada).get(f"/api/v1/submissions/{submission.uid}/").text]
    assert exercise.title in "".join(texts)
    assert not [secret for secret in SECRETS if secret in "".join(texts)]


def test_who_has_passed_sees_the_solutions_and_nothing_else(
    exercise: Exercise, ada: User, client_of: ClientOf, run: Callable[..., Submission]
) -> None:
    run(exercise, ada, VerdictChoice.PASSED)
    text = client_of(ada).get(f"{exercise.get_absolute_url()}solutions/").text
    assert [secret for secret in SECRETS if secret in text] == ["SECRET-SOLUTION", "SECRET-ALTERNATIVE"]
