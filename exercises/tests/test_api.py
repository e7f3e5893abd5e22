"""The REST interface: the same rules as the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from knox.models import AuthToken
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.actions import record_report
from exercises.models import Exercise, Submission
from exercises.tests.reports import report_on

URL = "/api/v1/submissions/"
CODE = "def attention(Q, K, V, mask=None):\n    return V\n"


@pytest.fixture
def api_of() -> Callable[[User], Client]:
    def with_token(user: User) -> Client:
        return Client(headers={"Authorization": f"Token {AuthToken.objects.create(user)[1]}"})

    return with_token


ApiOf = Callable[[User], Client]


def post(client: Client, **data: Any) -> Any:
    return client.post(URL, data, content_type="application/json")


def test_it_takes_code_and_gives_the_run_with_its_checks(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    answer = post(client, exercise="causal-attention", source=CODE)
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["mode"]) == ("queued", "submit")
    record_report(data=report_on(Submission.objects.get(), "failed"))
    run = client.get(f"{URL}{answer.json()['uid']}/").json()
    assert (run["state"], run["verdict"], run["source"]) == ("done", "failed", CODE)
    assert [check["title"] for check in run["checks"]] == ["One query over three keys"]


def test_it_hides_other_learners_submissions(submitted: Submission, carl: User, api_of: ApiOf) -> None:
    assert api_of(carl).get(f"{URL}{submitted.uid}/").status_code == 404
    assert api_of(carl).get(URL).json()["count"] == 0


def test_it_answers_nobody_without_a_token(submitted: Submission) -> None:
    for url in (URL, f"{URL}{submitted.uid}/", "/api/v1/exercises/"):
        assert Client().get(url).status_code in (401, 403)
    assert post(Client(), exercise="causal-attention", source=CODE).status_code in (401, 403)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"source": "#" * 65_537}, "source"),
        ({"source": "  "}, "source"),
        ({"source": "\0"}, "source"),
        ({"exercise": "no-such"}, "exercise"),
        ({"mode": "cheat"}, "mode"),
    ],
)
def test_it_refuses_what_cannot_be_graded(
    exercise: Exercise, ada: User, api_of: ApiOf, change: dict[str, str], field: str
) -> None:
    answer = post(api_of(ada), **{"exercise": "causal-attention", "source": CODE} | change)
    assert answer.status_code == 400
    assert list(answer.json()) == [field]


def test_too_many_runs_answer_429_with_the_sentence(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    for number in range(20):
        assert post(client, exercise="causal-attention", source=f"x = {number}").status_code == 201
    answer = post(client, exercise="causal-attention", source="x = 'more'")
    assert answer.status_code == 429
    assert answer.json()["detail"].startswith("That is 20 runs within a minute.")


def test_a_run_is_never_changed_or_deleted(submitted: Submission, ada: User, api_of: ApiOf) -> None:
    for verb in ("put", "patch", "delete"):
        assert getattr(api_of(ada), verb)(f"{URL}{submitted.uid}/").status_code == 405


def test_exercises_say_how_far_i_am_and_hold_what_i_need_to_begin(
    submitted: Submission, ada: User, api_of: ApiOf
) -> None:
    [listed] = api_of(ada).get("/api/v1/exercises/").json()["results"]
    assert (listed["slug"], listed["progress"], listed["topics"]) == ("causal-attention", "begun", ["transformers"])
    whole = api_of(ada).get("/api/v1/exercises/causal-attention/").json()
    assert whole["starter"].startswith("def attention")


def test_lists_take_a_constant_number_of_queries(
    exercise: Exercise, ada: User, client_of: ApiOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(ada)
    for runs in (1, 20):
        for number in range(runs):
            Submission.objects.create(exercise=exercise, learner=ada, source=f"x = {number}")
        with django_assert_num_queries(4):  # session, user, count, page
            client.get(URL)
