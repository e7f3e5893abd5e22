from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from progress.hours.actions import TOPIC_GONE, log_study
from progress.hours.models import Source, StudyEntry
from progress.log_line.line_duration import WHICH_DURATION
from progress.log_line.study_line import IN_THE_FUTURE, TOO_SHORT, StudyLine

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


def test_fields_are_logged_too(client: Client) -> None:
    day = timezone.localdate() - timedelta(days=300)
    fields = {"minutes": 45, "kind": "coding", "day": day.isoformat(), "topic": "calculus", "note": "by hand"}
    response = client.post(URL, fields, "application/json")
    assert response.status_code == 201
    assert {key: response.json()[key] for key in fields} == fields


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"line": "90 reading"}, "“90m”"),
        ({"kind": "coding"}, "or a line."),
        ({"kind": "coding", "minutes": 0}, TOO_SHORT),
        ({"kind": "coding", "minutes": 30, "day": "2999-01-01"}, IN_THE_FUTURE),
        ({"kind": "coding", "minutes": 30, "topic": "alchemy"}, TOPIC_GONE),
    ],
)
def test_errors_explain_themselves(client: Client, sent: dict[str, object], sentence: str) -> None:
    response = client.post(URL, sent, "application/json")
    assert response.status_code == 400
    assert sentence in response.text
    assert not StudyEntry.objects.exists()


def test_it_hides_other_learners_entries(client: Client, client_of: ClientOf, carl: User) -> None:
    uid = client.post(URL, {"line": "1h coding"}, "application/json").json()["uid"]
    other = client_of(carl)
    assert other.get(URL).json()["results"] == []
    assert other.get(f"{URL}{uid}/").status_code == 404
    assert other.delete(f"{URL}{uid}/").status_code == 404
    assert client.delete(f"{URL}{uid}/").status_code == 204
    assert client.get(URL).json()["count"] == 0


# ---------------------------------------------------------------- changed


@pytest.fixture
def entry(ada: User, roadmap: None) -> StudyEntry:
    """An hour that the timer counted, in another zone than Ada's."""
    day = ada.today - timedelta(days=3)
    study = StudyLine(minutes=60, kind="reading", day=day, topic_uid="calculus", note="the chain rule")
    timed_entry = log_study(learner=ada, study=study, source=Source.TIMER)
    StudyEntry.objects.update(time_zone="Asia/Tokyo")
    return timed_entry


def change(client: Client, entry: StudyEntry, **fields: object) -> Any:
    return client.patch(f"{URL}{entry.uid}/", fields, "application/json")


def test_the_fields_that_are_sent_change_and_the_others_stay(client: Client, entry: StudyEntry) -> None:
    before = client.get(f"{URL}{entry.uid}/").json()
    for fields in ({"minutes": 45}, {"kind": "coding"}, {"topic": "transformers"}, {"topic": None}, {"note": ""}, {}):
        answer = change(client, entry, **fields)
        assert answer.status_code == 200
        before |= fields
        assert answer.json() == before
        assert client.get(f"{URL}{entry.uid}/").json() == before
    assert (before["source"], before["time_zone"]) == ("timer", "Asia/Tokyo")


def test_a_line_that_could_mean_two_things_is_asked_about(client: Client, ada: User) -> None:
    response = client.post(URL, {"line": "1-2h reading"}, "application/json")
    assert response.status_code == 400
    body = response.json()
    assert body["errors"]["line"] == [WHICH_DURATION.format("1 h or 2 h")]
    assert [choice["label"] for choice in body["choices"]] == ["1 h", "2 h"]
    assert not StudyEntry.objects.exists()
    chosen = client.post(URL, {"line": body["choices"][1]["line"]}, "application/json").json()
    assert (chosen["minutes"], chosen["kind"]) == (120, "reading")


def test_a_kind_that_is_not_sent_is_unstated(client: Client, ada: User) -> None:
    by_fields = client.post(URL, {"minutes": 30}, "application/json").json()
    by_line = client.post(URL, {"line": "30m"}, "application/json").json()
    assert by_fields["kind"] == by_line["kind"] == "unstated"
    listed = client.get(f"{URL}?kind=unstated").json()["results"]
    assert len(listed) == 2


def test_a_line_replaces_all_of_it_as_on_the_page(client: Client, entry: StudyEntry) -> None:
    answer = change(client, entry, line="2h coding transformers").json()
    assert [answer[name] for name in ("minutes", "kind", "topic", "note")] == [120, "coding", "transformers", ""]
    assert (answer["source"], answer["time_zone"]) == ("timer", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"minutes": 0}, "minutes", TOO_SHORT),
        ({"day": "2999-01-01"}, "day", IN_THE_FUTURE),
        ({"topic": "alchemy"}, "topic", TOPIC_GONE),
        ({"line": "90 reading"}, "line", "“90m”"),
        ({"minutes": 23 * 60}, "detail", "24 h"),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    client: Client, ada: User, entry: StudyEntry, sent: dict[str, object], field: str, sentence: str
) -> None:
    log_study(learner=ada, study=StudyLine(minutes=120, kind="reading", day=entry.day, topic_uid=None))
    answer = change(client, entry, **sent)
    assert answer.status_code == 400
    assert sentence in answer.json()["detail"]
    assert list(answer.json().get("errors", ["detail"])) == [field]
    entry.refresh_from_db()
    assert (entry.minutes, entry.note) == (60, "the chain rule")


def test_nobody_changes_another_learners_entry(client_of: ClientOf, carl: User, entry: StudyEntry) -> None:
    assert change(client_of(carl), entry, minutes=5).status_code == 404
    assert change(Client(), entry, minutes=5).status_code == 401


# ---------------------------------------------------------------- asked for


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("", [1, 2, 3, 4]),
        ("since=2026-01-02", [2, 3, 4]),
        ("until=2026-01-02", [1, 2]),
        ("since=2026-01-02&until=2026-01-03", [2, 3]),
        ("topic=calculus", [1, 4]),
        ("kind=coding", [3, 4]),
        ("kind=coding&topic=calculus", [4]),
        ("source=file", []),
    ],
)
def test_hours_are_found_by_day_topic_kind_and_source(
    client: Client, ada: User, query: str, matches: list[int]
) -> None:
    for minutes, kind, topic in ((1, "reading", "calculus"), (2, "reading", None), (3, "coding", None)):
        study = StudyLine(minutes=minutes, kind=kind, day=date(2026, 1, minutes), topic_uid=topic)
        log_study(learner=ada, study=study)
    log_study(learner=ada, study=StudyLine(minutes=4, kind="coding", day=date(2026, 1, 4), topic_uid="calculus"))
    answer = client.get(f"{URL}?{query}").json()
    assert sorted(row["minutes"] for row in answer["results"]) == matches
    assert answer["count"] == len(matches)


@pytest.mark.parametrize("query", ["since=tomorrow", "topic=alchemy", "kind=sleeping", "source=hearsay"])
def test_invalid_parameters_are_named(client: Client, query: str) -> None:
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


def test_a_visitor_gets_nothing(db: None) -> None:
    assert Client().get(URL).status_code == 401
