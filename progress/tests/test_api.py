from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Topic
from progress.models import StudyEntry

ClientOf = Callable[[User], Client]
URL = reverse("study-entry-list")


@pytest.fixture
def client(ada: User, client_of: ClientOf, roadmap: None) -> Client:
    return client_of(ada)


def test_a_line_is_logged_as_on_the_page(client: Client, ada: User) -> None:
    response = client.post(URL, {"line": "1h30 reading calculus"}, "application/json")
    assert response.status_code == 201
    assert response.json()["topic"] == "calculus"
    assert response.json()["minutes"] == 90
    assert StudyEntry.objects.get(learner=ada).topic == Topic.objects.get(uid="calculus")


def test_so_are_fields(client: Client) -> None:
    fields = {"minutes": 45, "kind": "coding", "day": "2026-01-05", "topic": "calculus", "note": "by hand"}
    response = client.post(URL, fields, "application/json")
    assert response.status_code == 201
    assert {key: response.json()[key] for key in fields} == fields


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"line": "90 reading"}, "Is 90 hours or minutes?"),
        ({"kind": "coding"}, "Give this, or a line."),
        ({"kind": "coding", "minutes": 0}, "The shortest entry is 1 min."),
        ({"kind": "coding", "minutes": 30, "day": "2999-01-01"}, "is still to come"),
        ({"kind": "coding", "minutes": 30, "topic": "alchemy"}, "The roadmap has no such topic now."),
    ],
)
def test_what_it_refuses_it_explains(client: Client, sent: dict[str, object], sentence: str) -> None:
    response = client.post(URL, sent, "application/json")
    assert response.status_code == 400
    assert sentence in response.text
    assert not StudyEntry.objects.exists()


def test_entries_are_one_s_own(client: Client, client_of: ClientOf, carl: User) -> None:
    uid = client.post(URL, {"line": "1h coding"}, "application/json").json()["uid"]
    other = client_of(carl)
    assert other.get(URL).json()["results"] == []
    assert other.get(f"{URL}{uid}/").status_code == 404
    assert other.delete(f"{URL}{uid}/").status_code == 404
    assert client.delete(f"{URL}{uid}/").status_code == 204
    assert client.get(URL).json()["count"] == 0


def test_a_visitor_gets_nothing(db: None) -> None:
    assert Client().get(URL).status_code in (401, 403)
