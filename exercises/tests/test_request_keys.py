"""A submission sent again with its Idempotency-Key is the same submission."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.models import Exercise, Submission
from exercises.submissions.actions import KEY_LIFE, KEY_REUSED
from lib.api.request_keys import KEY_INVALID, MAX_KEY_CHARS

ApiOf = Callable[[User], Client]
URL, JSON = "/api/v1/submissions/", "application/json"
BODY = {"exercise": "causal-attention", "source": "def attention(): ..."}
KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


def send(client: Client, key: str, **change: str) -> Any:
    return client.post(URL, BODY | change, JSON, headers={"Idempotency-Key": key})


def test_it_answers_with_the_first_submission(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    first = send(client, KEY)
    Submission.objects.update(created_at=timezone.now() - KEY_LIFE / 2)
    for key in (KEY, f'"{KEY}"'):
        again = send(client, key)
        assert (again.status_code, again.json()["uid"]) == (201, first.json()["uid"])
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("change", [{"source": "x = 1"}, {"mode": "try"}])
def test_another_body_is_refused(exercise: Exercise, ada: User, api_of: ApiOf, change: dict[str, str]) -> None:
    client = api_of(ada)
    send(client, KEY)
    response = send(client, KEY, **change)
    assert (response.status_code, response.json()["detail"]) == (422, KEY_REUSED)
    assert Submission.objects.count() == 1


def test_another_key_is_another_submission_however_fast(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    assert send(client, "one").json()["uid"] != send(client, "two").json()["uid"]


def test_keys_belong_to_one_learner(exercise: Exercise, ada: User, carl: User, api_of: ApiOf) -> None:
    assert send(api_of(ada), KEY).json()["uid"] != send(api_of(carl), KEY).json()["uid"]


def test_a_refusal_does_not_use_it_up(exercise: Exercise, ada: User, api_of: ApiOf, settings: LazySettings) -> None:
    client = api_of(ada)
    settings.SUBMISSIONS_PER_MINUTE = 0
    assert send(client, KEY, source=" ").status_code == 400
    settings.SUBMISSIONS_PER_MINUTE = 20
    assert send(client, KEY).status_code == 201


def test_it_expires(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    first = send(client, KEY).json()["uid"]
    with time_machine.travel(timezone.now() + KEY_LIFE * 1.01):
        later = send(api_of(ada), KEY, source="x = 1")
    assert later.status_code == 201
    assert later.json()["uid"] != first


@pytest.mark.parametrize("key", ["", '"', "a b", "é", "a\\", '"a', "x" * (MAX_KEY_CHARS + 1)])
def test_an_invalid_key_is_refused(exercise: Exercise, ada: User, api_of: ApiOf, key: str) -> None:
    response = send(api_of(ada), key)
    assert (response.status_code, response.json()["detail"]) == (400, KEY_INVALID)
    assert not Submission.objects.exists()


def test_submitting_again_takes_a_key_too(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    client = api_of(ada)
    first = send(client, KEY).json()["uid"]
    Submission.objects.update(created_at=timezone.now() - KEY_LIFE / 2)
    answers = {client.post(f"{URL}{first}/again/", headers={"Idempotency-Key": "b"}).json()["uid"] for _ in range(2)}
    assert len(answers | {first}) == 2


def test_the_database_has_the_last_word(exercise: Exercise, ada: User) -> None:
    fields = {"exercise": exercise, "learner": ada, "source": "x", "request_key": KEY}
    Submission.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(**fields)


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
def test_simultaneous_requests_make_one(exercise: Exercise, ada: User, api_of: ApiOf) -> None:
    clients = [api_of(ada) for _ in range(4)]

    def request(client: Client) -> tuple[int, str]:
        try:
            response = send(client, KEY)
            return response.status_code, response.json()["uid"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(request, clients))
    assert [code for code, _ in answers] == [201]
    assert Submission.objects.count() == 1
