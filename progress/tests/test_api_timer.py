"""The timer by REST: the page's own, with its questions and its bounds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from progress.hours.actions import log_study
from progress.hours.models import StudyEntry
from progress.log_line.study_line import StudyLine
from progress.timer.actions import NO_TIMER, TimerAsksError
from progress.timer.models import Timer

ClientOf = Callable[[User], Client]
TIMER, STOP = "/api/v1/timer/", "/api/v1/timer/stop/"


@pytest.fixture
def client(ada: User, api_of: ClientOf, linear_algebra: Topic) -> Client:
    return api_of(ada)


def started(learner: User, ago: timedelta, topic: Topic | None = None) -> Timer:
    return Timer.objects.create(learner=learner, topic=topic, started_at=timezone.now() - ago)


def stop(client: Client, **problem: object) -> Any:
    return client.post(STOP, problem, "application/json")


def test_it_is_started_seen_and_stopped(client: Client, ada: User) -> None:
    none = client.get(TIMER)
    assert (none.status_code, none.json()["detail"]) == (404, NO_TIMER)
    begun = client.post(TIMER, {"topic": "linear-algebra", "kind": "reading"}, "application/json")
    assert (begun.status_code, begun.json()["topic"], begun.json()["kind"]) == (201, "linear-algebra", "reading")
    Timer.objects.update(started_at=timezone.now() - timedelta(minutes=95))
    assert client.get(TIMER).json()["minutes"] == 95
    answer = stop(client)
    assert answer.status_code == 201
    entry = answer.json()
    assert [entry[name] for name in ("minutes", "topic", "kind", "source")] == [
        95,
        "linear-algebra",
        "reading",
        "timer",
    ]
    assert StudyEntry.objects.get(learner=ada).minutes == 95
    assert client.get(TIMER).status_code == 404


def test_one_that_is_begun_on_nothing_states_no_kind(client: Client) -> None:
    begun = client.post(TIMER).json()
    assert (begun["topic"], begun["kind"], begun["minutes"]) == (None, "unstated", 0)


def test_only_one_runs(client: Client, ada: User, linear_algebra: Topic) -> None:
    started(ada, timedelta(minutes=5), linear_algebra)
    answer = client.post(TIMER, {"kind": "reading"}, "application/json")
    assert answer.status_code == 409
    assert "Linear algebra since" in answer.json()["detail"]
    assert Timer.objects.get().kind == "unstated"


@pytest.mark.parametrize("sent", [{"topic": "alchemy"}, {"kind": "sleeping"}])
def test_invalid_timers_are_rejected(client: Client, sent: dict[str, str]) -> None:
    answer = client.post(TIMER, sent, "application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(sent))
    assert not Timer.objects.exists()


def test_after_the_limit_it_asks_how_much_was_study(client: Client, ada: User) -> None:
    started(ada, timedelta(hours=9))
    response = stop(client)
    assert response.status_code == 409
    problem = {"detail": str(TimerAsksError(540)), "ran": 540, "logged": 0, "likely": 540}
    assert problem.items() <= response.json().items()
    assert not StudyEntry.objects.exists()
    assert stop(client, minutes=135).json()["minutes"] == 135


def test_time_logged_meanwhile_is_not_counted_twice(client: Client, ada: User) -> None:
    started(ada, timedelta(minutes=65))
    log_study(learner=ada, study=StudyLine(minutes=45, kind="reading", day=ada.today, topic_uid=None))
    response = stop(client).json()
    assert (response["ran"], response["logged"], response["likely"]) == (65, 45, 20)


@pytest.mark.parametrize("minutes", [0, -5, 31, "a while", 10**30])
def test_it_logs_no_more_than_it_ran_and_no_less_than_a_minute(client: Client, ada: User, minutes: object) -> None:
    started(ada, timedelta(minutes=30))
    answer = stop(client, minutes=minutes)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["minutes"])
    assert Timer.objects.exists()
    assert not StudyEntry.objects.exists()


def test_under_a_minute_nothing_is_logged(client: Client, ada: User) -> None:
    started(ada, timedelta(seconds=20))
    assert stop(client).status_code == 204
    assert not StudyEntry.objects.exists()
    assert not Timer.objects.exists()


def test_it_can_be_discarded(client: Client, ada: User) -> None:
    started(ada, timedelta(hours=2))
    assert [client.delete(TIMER).status_code for _ in range(2)] == [204, 404]
    assert not StudyEntry.objects.exists()


def test_nobody_reaches_another_learners_timer(client: Client, carl: User) -> None:
    timer_of_carl = started(carl, timedelta(minutes=50))
    assert [answer.status_code for answer in (client.get(TIMER), stop(client), client.delete(TIMER))] == [404] * 3
    assert list(Timer.objects.all()) == [timer_of_carl]
    for answer in (Client().get(TIMER), Client().post(TIMER), Client().delete(TIMER), stop(Client())):
        assert answer.status_code == 401
