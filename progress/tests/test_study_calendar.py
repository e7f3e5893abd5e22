"""The calendar of hours: a day's link opens its details, also without a script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from progress.hours.actions import log_study
from progress.hours.days import week_start
from progress.hours.page import ChosenDay
from progress.log_line.study_line import StudyLine
from progress.tests.conftest import plain

ClientOf = Callable[[User], Client]


@pytest.fixture
def client(ada: User, client_of: ClientOf, roadmap: None) -> Client:
    return client_of(ada)


def details(client: Client, day: str) -> str:
    page = plain(client.get("/hours/", {"day": day}).text)
    return page.partition('<div id="day"')[2].partition("</div>")[0]


def test_a_day_shows_its_minutes_by_kind_and_leads_to_its_week(client: Client, ada: User) -> None:
    day = ada.today - timedelta(days=20)
    minutes = {"coding": 60, "reading": 90, "unstated": 30}
    for kind in ("reading", "coding", "unstated"):
        log_study(learner=ada, study=StudyLine(minutes=minutes[kind], kind=kind, day=day, topic_uid=None))
    chosen_day = details(client, day.isoformat())
    assert plain(ChosenDay(day, minutes).sentence) in chosen_day
    assert "3 h. 1 h of coding, 1 h 30 min of reading, 30 min of study." in chosen_day
    assert f'href="?before={week_start(day) + timedelta(days=7)}#weeks"' in chosen_day


def test_one_kind_is_not_repeated(ada: User) -> None:
    assert plain(ChosenDay(ada.today, {"coding": 60}).sentence).endswith(": 1 h of coding.")


@pytest.mark.parametrize("day", ["", "soon", "0001-01-01", "2026-02-31", "2020-02-29"])
def test_a_day_without_entries_shows_none(client: Client, day: str) -> None:
    assert "min of" not in details(client, day)
