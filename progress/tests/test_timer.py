from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from progress.hours.actions import log_study
from progress.hours.models import StudyEntry
from progress.log_line.study_line import StudyLine
from progress.timer.actions import NO_TIMER, TimerAsksError, question_of
from progress.timer.models import Timer

STILL_THERE = "Still there?"
ClientOf = Callable[[User], Client]
START, STOP, DISCARD = (reverse(f"progress:{verb}_timer") for verb in ("start", "stop", "discard"))


@pytest.fixture
def client(ada: User, client_of: ClientOf) -> Client:
    return client_of(ada)


def started(learner: User, ago: timedelta, topic: Topic | None = None) -> Timer:
    return Timer.objects.create(learner=learner, topic=topic, kind="coding", started_at=timezone.now() - ago)


def test_a_started_timer_survives_reloads_and_other_devices(
    client: Client, client_of: ClientOf, ada: User, linear_algebra: Topic
) -> None:
    client.post(START, {"topic": "linear-algebra", "kind": "reading"})
    started_at = Timer.objects.get(learner=ada).started_at
    with time_machine.travel(started_at + timedelta(minutes=42)):
        for device in (client, client_of(ada)):
            assert "0:42" in device.get(reverse("progress:hours")).text
            assert "0:42" in device.get(reverse("progress:checkpoint_list")).text


def test_stopping_it_logs_what_it_counted(client: Client, ada: User, linear_algebra: Topic) -> None:
    started(ada, timedelta(minutes=95), linear_algebra)
    page = client.post(STOP, follow=True).text
    assert "Logged 1 h 35 min of coding on Linear algebra" in page
    entry = StudyEntry.objects.get(learner=ada)
    assert (entry.minutes, entry.topic, entry.source) == (95, linear_algebra, "timer")
    assert not Timer.objects.exists()


def study(learner: User, minutes: int, day: date) -> None:
    entry = StudyLine(minutes=minutes, kind="coding", day=day, topic_uid=None)
    created = log_study(learner=learner, study=entry)
    StudyEntry.objects.filter(pk=created.pk).update(created_at=timezone.now() - timedelta(seconds=1))


def test_after_the_limit_it_asks_how_much_was_study(client: Client, ada: User, roadmap: None) -> None:
    started(ada, timedelta(hours=9))
    page = client.post(STOP).text
    assert str(TimerAsksError(540)) in page
    assert 'value="9 h"' in page
    assert not StudyEntry.objects.exists()
    assert Timer.objects.exists()

    again = client.post(STOP, {"duration": "a while", "next": "/plan/"}).text
    assert str(TimerAsksError(540)) in again
    assert 'name="next" value="/plan/"' in again
    assert client.post(STOP, {"duration": "2h15", "next": "/plan/"}).url == "/plan/"  # type: ignore[attr-defined]  # the stubs give a wider type
    assert StudyEntry.objects.get().minutes == 135
    assert not Timer.objects.exists()


def test_a_timer_forgotten_for_days_still_logs_at_most_a_day(client: Client, ada: User, roadmap: None) -> None:
    started(ada, timedelta(hours=340))
    assert "between 1 min and 24 h" in client.post(STOP, {"duration": "30h"}).text
    client.post(STOP, {"duration": "3h"})
    assert StudyEntry.objects.get().minutes == 180


def test_after_a_long_time_every_page_asks_whether_you_are_still_there(
    client: Client, ada: User, roadmap: None, settings: Any
) -> None:
    started(ada, timedelta(hours=settings.TIMER_ASK_AFTER_HOURS, minutes=-5))
    assert STILL_THERE not in client.get("/").text
    Timer.objects.update(started_at=F("started_at") - timedelta(minutes=10))
    assert STILL_THERE in client.get("/").text


def test_it_logs_no_more_than_it_ran(client: Client, ada: User, roadmap: None) -> None:
    started(ada, timedelta(minutes=30))
    assert "between 1 min and 30 min" in client.post(STOP, {"duration": "1h"}).text
    assert "Write one duration" in client.post(STOP, {"duration": "a while"}).text
    assert not StudyEntry.objects.exists()


def test_time_logged_while_it_ran_is_not_counted_twice(client: Client, ada: User, roadmap: None) -> None:
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        study(ada, 60, date(2026, 11, 24))  # before it
        started(ada, timedelta(0))
    with time_machine.travel("2026-11-24T13:05:00Z", tick=False):
        study(ada, 40, date(2026, 11, 20))  # meanwhile, but on another day
        assert question_of(Timer.objects.get()) is None
        study(ada, 45, date(2026, 11, 24))
        page = client.post(STOP).text
        assert "1 h 5 min, and you logged 45 min" in page
        assert 'value="20 min"' in page
        assert reverse("progress:discard_timer") in page
        client.post(STOP, {"duration": "20 min"})
    assert list(StudyEntry.objects.filter(source="timer").values_list("minutes", flat=True)) == [20]


def test_the_day_it_was_started_on_counts_where_the_learner_is(client_of: ClientOf, carl: User, roadmap: None) -> None:
    with time_machine.travel("2026-11-24T04:30:00Z", tick=False):  # half past eleven at night, in New York
        started(carl, timedelta(0))
    with time_machine.travel("2026-11-24T06:00:00Z", tick=False):
        client_of(carl).post(STOP)
    assert StudyEntry.objects.get(learner=carl).day == date(2026, 11, 23)


def test_only_one_runs(client: Client, ada: User, linear_algebra: Topic) -> None:
    started(ada, timedelta(minutes=5), linear_algebra)
    page = client.post(START, {"kind": "reading"}, follow=True).text
    assert "Linear algebra since" in page
    assert Timer.objects.get().kind == "coding"


def test_under_a_minute_nothing_is_logged(client: Client, ada: User, roadmap: None) -> None:
    started(ada, timedelta(seconds=20))
    client.post(STOP, follow=True)
    assert not Timer.objects.exists()
    assert not StudyEntry.objects.exists()


def test_it_can_be_discarded(client: Client, ada: User, roadmap: None) -> None:
    started(ada, timedelta(hours=2))
    client.post(DISCARD)
    assert not Timer.objects.exists()
    assert not StudyEntry.objects.exists()
    assert NO_TIMER in client.post(STOP).text


def test_nobody_reaches_another_learners_timer(client: Client, ada: User, carl: User, roadmap: None) -> None:
    timer_of_carl = started(carl, timedelta(minutes=50))
    client.post(STOP)
    client.post(DISCARD)
    assert list(Timer.objects.all()) == [timer_of_carl]
