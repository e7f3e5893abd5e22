"""Weeks follow from the hours beside them and from the reader's own plan, on every page that has both."""

import math
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from progress.plan.actions import save_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roadmap")]

PHASES = [f"/roadmap/phases/{number}/" for number in range(1, 6)]
HOURS = re.compile(r"<b>([\d.]+)(?: to ([\d.]+))? h</b>\s+(?:from scratch|in all|to go)")
WEEKS = re.compile(r"(\d+)(?: to (\d+))? weeks? at (your )?([\d.]+)\sh a week")


def assert_they_agree(page: str, *, own: float | None) -> None:
    hours, weeks = HOURS.search(page), WEEKS.search(page)
    assert hours
    assert weeks
    low, high = float(hours[1]), float(hours[2] or hours[1])
    rate = float(weeks[4])
    assert (int(weeks[1]), int(weeks[2] or weeks[1])) == (math.ceil(low / rate), math.ceil(high / rate))
    assert (rate, bool(weeks[3])) == ((own, True) if own else (10, False))
    assert len(WEEKS.findall(page)) == 1
    assert not re.search(r"\d h</b> a day", page)


@pytest.mark.parametrize("url", ["/roadmap/", *PHASES])
def test_a_visitor_reads_weeks_of_ten_hours(url: str) -> None:
    assert_they_agree(Client().get(url).text, own=None)


@pytest.mark.parametrize("url", PHASES)
def test_a_learner_reads_weeks_of_their_plan(client_of: Callable[[User], Client], ada: User, url: str) -> None:
    save_plan(learner=ada, minutes_a_day=150, weekdays=[1, 3, 5], start=ada.today)
    assert_they_agree(client_of(ada).get(url).text, own=7.5)
