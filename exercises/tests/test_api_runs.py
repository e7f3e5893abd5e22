"""Runs by REST: taken as on the page, sent once more, one's own, and found again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.scopes import Scope
from accounts.tests.apps import app_of
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
RUNS, ONE = "/api/v1/submissions/", "/api/v1/exercises/causal-attention/"


@pytest.fixture
def client(ada: User, api_of: ClientOf, exercise: Exercise) -> Client:
    return api_of(ada)


def test_an_example_run_is_graded_but_does_not_count(client: Client, exercise: Exercise, ada: User) -> None:
    body = {"exercise": exercise.slug, "source": "x = 1", "mode": "try"}
    response = client.post(RUNS, body, "application/json")
    assert (response.status_code, response.json()["mode"]) == (201, "try")
    Submission.objects.update(state=Submission.State.DONE, verdict=VerdictChoice.PASSED, graded_at=timezone.now())
    assert client.get(ONE).json()["progress"] == "begun"


def test_the_same_code_can_be_sent_again(client: Client, exercise: Exercise, ada: User, run: Run) -> None:
    first = run(exercise, ada, VerdictChoice.INTERNAL, ModeChoice.TRY)
    response = client.post(f"{RUNS}{first.uid}/again/")
    assert response.status_code == 201
    again = response.json()
    assert (again["source"], again["mode"], again["state"]) == (first.source, "try", "queued")
    assert again["uid"] != str(first.uid)


def test_nobody_resends_another_learners_submission(
    exercise: Exercise, ada: User, carl: User, grace: User, api_of: ClientOf, run: Run
) -> None:
    first = run(exercise, ada)
    for person in (carl, grace):
        assert api_of(person).post(f"{RUNS}{first.uid}/again/").status_code == 404
    assert Submission.objects.count() == 1


def test_everyone_lists_only_their_own_submissions(
    exercise: Exercise, ada: User, grace: User, api_of: ClientOf, run: Run
) -> None:
    run_of_ada = run(exercise, ada)
    client = api_of(grace)
    assert client.get(RUNS).json()["count"] == 0
    assert client.get(f"{RUNS}{run_of_ada.uid}/").status_code == 200  # who has its address may look, as on the page


def test_an_app_of_an_admin_reads_no_learners_submission(exercise: Exercise, ada: User, grace: User, run: Run) -> None:
    address = f"{RUNS}{run(exercise, ada).uid}/"
    assert app_of(grace, *Scope).get(address).status_code == 404
    assert app_of(ada, *Scope).get(address).status_code == 200


def listed(client: Client, url: str) -> list[Any]:
    return [row.get("uid") for row in client.get(url).json()["results"]]


def test_runs_are_found_by_exercise_verdict_and_mode(
    client: Client, exercise: Exercise, ada: User, carl: User, run: Run
) -> None:
    byte_pairs = Exercise.objects.create(uid="byte-pairs", slug="byte-pairs", title="Byte pairs", stars=4, minutes=75)
    rows = {
        "pass": run(exercise, ada), "fail": run(exercise, ada, VerdictChoice.FAILED), "other": run(byte_pairs, ada),
        "try": run(exercise, ada, VerdictChoice.FAILED, ModeChoice.TRY), "carl": run(exercise, carl),
    }  # fmt: skip
    rows["waits"] = Submission.objects.create(exercise=exercise, learner=ada, source="x")
    for query, names in {
        "exercise=causal-attention": ("waits", "try", "fail", "pass"),
        "exercise=byte-pairs": ("other",),
        "verdict=failed": ("try", "fail"),
        "verdict=failed&mode=submit": ("fail",),
        "mode=try": ("try",),
        "state=queued": ("waits",),
        "exercise=byte-pairs&verdict=failed": (),
    }.items():
        assert listed(client, f"{RUNS}?{query}") == [str(rows[name].uid) for name in names], query


@pytest.mark.parametrize("query", ["exercise=no-such", "verdict=good", "mode=cheat", "state=lost"])
def test_invalid_parameters_are_named(client: Client, query: str) -> None:
    response = client.get(f"{RUNS}?{query}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [query.partition("=")[0]]
