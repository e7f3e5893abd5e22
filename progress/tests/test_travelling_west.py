"""A learner who travels west comes into a day that was over where they came from. Their entries keep their days."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from progress.hours.days import week_sentence
from progress.hours.models import StudyEntry
from progress.log_line.study_line import IN_THE_FUTURE
from progress.plan.page import plan_page

TOKYO, HONOLULU = "Asia/Tokyo", "Pacific/Honolulu"
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
LOG, HOURS, PLAN = reverse("progress:log_study"), reverse("progress:hours"), reverse("progress:plan")


@pytest.fixture
def arrived(ada: User, client_of: Callable[[User], Client], roadmap: None) -> Iterator[Client]:
    """An hour logged on a Monday in Tokyo, then off the plane on the Sunday before."""
    client = client_of(ada)
    with time_machine.travel("2026-11-22T16:00:00Z", tick=False) as clock:
        move(ada, TOKYO)
        client.post(PLAN, {"a_day": "1 h", "weekdays": [1, 7], "start": SUNDAY.isoformat()})
        client.post(LOG, {"line": "1h reading calculus – above the clouds"})
        clock.move_to("2026-11-23T00:30:00Z")
        move(ada, HONOLULU)
        yield client


def move(learner: User, zone: str) -> None:
    learner.time_zone = zone
    learner.save()


def said(client: Client, url: str = HOURS) -> str:
    return " ".join(client.get(url).text.split())


def test_the_entry_keeps_its_day_and_is_listed_with_the_reason(arrived: Client) -> None:
    assert StudyEntry.objects.get().day == MONDAY
    page = said(arrived)
    assert "above the clouds" in page
    assert "23 November to 29 November 2026" in page
    assert "still 22 November" in page
    assert "for 23 November farther east" in page
    assert 'title="Monday, 23 November: 1 h"' in page


def test_every_total_has_it(arrived: Client, ada: User) -> None:
    page = said(arrived)
    assert "1 h of study" in page
    assert "1 of 6 to 10 h logged, 5 to 9 h left." in page
    assert week_sentence({}, today=SUNDAY) in page  # its week begins tomorrow
    standing = plan_page(ada, today=SUNDAY).standing
    assert standing
    assert (standing.minutes_logged, standing.minutes_planned) == (60, 0)


def test_it_can_be_changed_without_an_error_about_its_day(arrived: Client) -> None:
    entry = StudyEntry.objects.get()
    edit = reverse("progress:edit_entry", args=[entry.uid])
    assert "1 of 6 to 10 h" in said(arrived, edit)
    arrived.post(edit, {"line": "2026-11-23 1h30 reading calculus"})
    entry.refresh_from_db()
    assert (entry.day, entry.minutes) == (MONDAY, 90)


def test_the_api_changes_it_too(arrived: Client, ada: User, api_of: Callable[[User], Client]) -> None:
    address, script = f"/api/v1/study-entries/{StudyEntry.objects.get().uid}/", api_of(ada)
    for fields in ({"minutes": 75}, {"line": "2026-11-23 1h15 reading calculus"}):
        answer = script.patch(address, fields, "application/json")
        assert (answer.status_code, answer.json()["day"], answer.json()["minutes"]) == (200, "2026-11-23", 75)
    answer = script.patch(address, {"day": "2026-11-24"}, "application/json")
    assert f"24 November 2026 {IN_THE_FUTURE}" in answer.json()["errors"]["day"][0]


def test_other_future_days_are_rejected(arrived: Client) -> None:
    edit = reverse("progress:edit_entry", args=[StudyEntry.objects.get().uid])
    assert f"24 November 2026 {IN_THE_FUTURE}" in arrived.post(edit, {"line": "2026-11-24 1h reading"}).text
    assert f"23 November 2026 {IN_THE_FUTURE}" in arrived.post(LOG, {"line": "tomorrow 1h reading"}).text


def test_a_day_holds_24_hours_in_whichever_zones_it_was_logged(arrived: Client, ada: User) -> None:
    with time_machine.travel("2026-11-23T20:00:00Z", tick=False):
        assert "Logged 23 h" in arrived.post(LOG, {"line": "23h00 coding"}, follow=True).text
        assert "24 h logged" in arrived.post(LOG, {"line": "1m coding"}).text
        assert "farther east" not in said(arrived)  # it is Monday here, too
