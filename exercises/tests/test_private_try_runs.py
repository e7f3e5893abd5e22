"""A try run is its learner's own: nobody else reads it in the exercises' pages, the API or the admin."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import Exercise, ModeChoice, Submission

ClientOf = Callable[[User], Client]
SECRET = "# I have no idea what I am doing"


@pytest.fixture
def try_run(exercise: Exercise, ada: User, run: Callable[..., Submission]) -> Submission:
    return run(exercise, ada, mode=ModeChoice.TRY, source=SECRET)


@pytest.fixture
def submitted(exercise: Exercise, ada: User, run: Callable[..., Submission]) -> Submission:
    return run(exercise, ada)


def test_the_learner_can_read_their_example_run(
    try_run: Submission, ada: User, client_of: ClientOf, api_of: ClientOf
) -> None:
    assert "no idea" in client_of(ada).get(try_run.get_absolute_url()).text
    assert api_of(ada).get(f"/api/v1/submissions/{try_run.uid}/").status_code == 200


def test_admins_read_submissions_but_no_example_runs(
    try_run: Submission, submitted: Submission, grace: User, client_of: ClientOf, api_of: ClientOf
) -> None:
    client, script = client_of(grace), api_of(grace)
    assert client.get(try_run.get_absolute_url()).status_code == 404
    assert client.get(submitted.get_absolute_url()).status_code == 200
    assert script.get(f"/api/v1/submissions/{try_run.uid}/").status_code == 404
    assert script.get(f"/api/v1/submissions/{submitted.uid}/").status_code == 200


def test_the_admin_hides_example_runs(
    try_run: Submission, submitted: Submission, grace: User, client_of: ClientOf
) -> None:
    client, listing = client_of(grace), "/admin/exercises/submission/"
    page = client.get(listing).text
    assert f"{listing}{submitted.pk}/change/" in page
    assert f"{listing}{try_run.pk}/change/" not in page
    response = client.get(f"{listing}{try_run.pk}/change/", follow=True)
    assert "no idea" not in response.text
    assert client.get(f"{listing}{submitted.pk}/change/").status_code == 200


def test_mentors_cannot_read_example_runs(try_run: Submission, emmy: User, client_of: ClientOf) -> None:
    assert client_of(emmy).get(try_run.get_absolute_url()).status_code == 404
