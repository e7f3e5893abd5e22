"""An announcement can wait for its time, and be for the learners who match a filter when it is sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cohorts.announcements.actions import (
    NOBODY_MATCHES,
    SENT_MEANWHILE,
    TIME_PASSED,
    TOO_MANY,
    Terms,
    announce,
    change_announcement,
    queue_announcements,
    send_scheduled,
    withdraw_announcement,
)
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort
from cohorts.marks.models import MarkScheme
from cohorts.sections.models import CohortSection
from cohorts.tests.conftest import Learner, Submit
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
URL = "/cohorts/spring/announcements/"
TITLE = "Office hours"
NOT_PASSED = "show=not_passed&of=exercise%3Ddropout&section=all"
pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def bo(spring: Cohort, new_learner: Learner) -> User:
    return new_learner(spring, "Bo Li")


def schedule(person: User, cohort: Cohort, *, hours: float = 2, audience: str = "", title: str = TITLE) -> Announcement:
    terms = Terms(audience=audience, scheduled_for=timezone.now() + timedelta(hours=hours))
    return announce(person=person, cohort=cohort, title=title, text="At noon.", uid=uuid4(), terms=terms)


def pass_time(hours: float) -> None:
    """Let the scheduled ones be nearer by so much."""
    for row in Announcement.objects.scheduled():
        assert row.scheduled_for
        Announcement.objects.filter(pk=row.pk).update(scheduled_for=row.scheduled_for - timedelta(hours=hours))


def told() -> set[str]:
    return set(Notice.objects.filter(kind=NoticeKind.ANNOUNCEMENT).values_list("person__name", flat=True))


def form(**fields: Any) -> dict[str, Any]:
    return {"title": TITLE, "text": "At noon.", "to": "all", "when": "now", **fields}


def test_it_waits_for_its_time_and_is_sent_once(
    ada: User, bo: User, emmy: User, spring: Cohort, client_of: ClientOf
) -> None:
    schedule(emmy, spring)
    queue_announcements()
    assert not told()
    assert TITLE not in client_of(ada).get(URL).text
    assert TITLE not in client_of(ada).get("/").text
    pass_time(3)
    for _ in range(2):
        queue_announcements()
    assert told() == {"Ada", "Bo Li"}
    assert TITLE in client_of(ada).get(URL).text


def test_a_worker_that_died_after_publishing_leaves_the_notices_to_the_next(
    ada: User, emmy: User, spring: Cohort
) -> None:
    schedule(emmy, spring)
    pass_time(3)
    assert send_scheduled(now=timezone.now()) == 1
    assert send_scheduled(now=timezone.now()) == 0
    queue_announcements()
    assert told() == {"Ada"}


def test_the_filter_counts_when_it_is_sent(
    ada: User, bo: User, emmy: User, spring: Cohort, submit: Submit, client_of: ClientOf
) -> None:
    announcement = schedule(emmy, spring, audience=NOT_PASSED)
    submit(ada, "passed", slug="dropout")
    pass_time(3)
    queue_announcements()
    assert told() == {"Bo Li"}
    announcement.refresh_from_db()
    assert "Dropout" in announcement.audience_text
    assert TITLE in client_of(bo).get(URL).text
    assert TITLE in client_of(bo).get("/").text
    for person, is_shown in ((ada, False), (emmy, True)):
        assert (TITLE in client_of(person).get(URL).text) is is_shown
    assert TITLE not in client_of(ada).get("/").text
    assert TITLE not in client_of(ada).get("/cohorts/spring/about/").text


def test_one_at_once_to_nobody_is_refused(ada: User, emmy: User, spring: Cohort, submit: Submit) -> None:
    submit(ada, "passed", slug="dropout")
    with pytest.raises(RefusedError, match=NOBODY_MATCHES):
        announce(person=emmy, cohort=spring, title=TITLE, text="x", uid=uuid4(), terms=Terms(audience=NOT_PASSED))
    schedule(emmy, spring, audience=NOT_PASSED)
    pass_time(3)
    queue_announcements()
    assert not told()
    assert not Announcement.objects.scheduled().exists()


def test_a_section_can_be_chosen_and_my_own_cannot(
    ada: User, bo: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    section = CohortSection.objects.create(cohort=spring, name="Class A")
    spring.memberships.filter(user=bo).update(section=section)
    client = client_of(lena)
    client.post(f"{URL}write/", form(to="some", show="all", section=str(section.uid)))
    queue_announcements()
    assert told() == {"Bo Li"}
    assert client.post(f"{URL}write/", form(to="some", show="seen")).context["form"].errors


def test_the_time_is_on_the_clocks_of_the_cohort(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    MarkScheme.objects.create(cohort=spring, time_zone="Asia/Tokyo")
    tomorrow = (timezone.now() + timedelta(days=2)).date()
    client = client_of(lena)
    page = client.post(f"{URL}write/", form(when="later", send_at=f"{tomorrow}T09:00"), follow=True).text
    expected = datetime(tomorrow.year, tomorrow.month, tomorrow.day, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert Announcement.objects.get().scheduled_for == expected
    assert f"{tomorrow.day} {tomorrow:%b %Y}, 09:00" in page


def test_a_time_that_has_passed_is_refused(emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    page = client_of(emmy).post(f"{URL}write/", form(when="later", send_at="2026-01-01T09:00"))
    assert TIME_PASSED in page.text
    assert client_of(emmy).post(f"{URL}write/", form(when="later")).context["form"].errors
    assert not Announcement.objects.exists()


def test_a_scheduled_one_is_listed_edited_and_cancelled_by_mentors_only(
    ada: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    announcement = schedule(emmy, spring)
    edit, client = f"{URL}{announcement.uid}/edit/", client_of(lena)
    assert edit in client.get(URL).text
    assert client_of(ada).get(edit).status_code == 404
    saved = form(title="Moved", base=announcement.version, to="some", show="not_begun", when="later")
    at = timezone.localtime(timezone.now() + timedelta(days=3), lena.zone)
    client.post(edit, saved | {"send_at": f"{at:%Y-%m-%dT%H:%M}"})
    announcement.refresh_from_db()
    assert announcement.title == "Moved"
    assert announcement.audience
    assert announcement.scheduled_for
    assert announcement.scheduled_for > timezone.now() + timedelta(days=2)
    page = client.post(f"{URL}{announcement.uid}/withdraw/", follow=True).text
    pass_time(100)
    queue_announcements()
    assert not told()
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    client.post(f"{URL}restore/", {"undo_token": undo_token})
    assert list(Announcement.objects.scheduled()) == [announcement]


def test_editing_it_to_now_sends_it(ada: User, emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    announcement = schedule(emmy, spring)
    client_of(emmy).post(f"{URL}{announcement.uid}/edit/", form(base=announcement.version))
    queue_announcements()
    assert told() == {"Ada"}


def test_the_terms_of_one_that_was_sent_meanwhile_stay(
    ada: User, emmy: User, spring: Cohort, client_of: ClientOf
) -> None:
    announcement = schedule(emmy, spring)
    client = client_of(emmy)
    page = client.get(f"{URL}{announcement.uid}/edit/")
    assert page.context["form"]["when"].value() == "later"
    stale = Announcement.objects.get()
    pass_time(3)
    queue_announcements()
    with pytest.raises(RefusedError, match=SENT_MEANWHILE):
        change_announcement(
            person=emmy, announcement=stale, title="x", text="y", base=stale.version, terms=Terms(audience=NOT_PASSED)
        )


def test_no_more_than_five_within_any_day_whenever_they_are_sent(emmy: User, spring: Cohort) -> None:
    for number in range(Announcement.MAX_A_DAY):
        schedule(emmy, spring, hours=30 + number)
    with pytest.raises(RefusedError, match=TOO_MANY):
        schedule(emmy, spring, hours=32)
    with pytest.raises(RefusedError, match=TOO_MANY):
        schedule(emmy, spring, hours=50)
    schedule(emmy, spring, hours=70)
    cancelled = Announcement.objects.order_by("scheduled_for").first()
    assert cancelled
    withdraw_announcement(person=emmy, announcement=cancelled)
    schedule(emmy, spring, hours=32)


def test_an_archived_cohort_sends_nothing(emmy: User, spring: Cohort) -> None:
    schedule(emmy, spring)
    pass_time(3)
    Cohort.objects.update(archived_at=timezone.now())
    queue_announcements()
    assert not told()


def test_the_grid_leads_to_an_announcement_to_its_filter(ada: User, emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)
    assert f"{URL}write/?show=not_begun" in client.get("/cohorts/spring/?show=not_begun").text
    page = client.get(f"{URL}write/?show=not_begun").context["form"]
    assert (page["to"].value(), page["show"].value()) == ("some", "not_begun")
