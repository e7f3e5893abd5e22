"""The end of a term: said two weeks before, archived once after the last day is over everywhere."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.actions import END_BEFORE_START, END_IN_THE_PAST, edit_cohort, set_archived
from cohorts.cohort.models import Cohort, Membership
from cohorts.term_end.actions import archive_ended, end_terms, warn_of_ends
from cohorts.term_end.rules import WARNING_DAYS
from cohorts.tests.conftest import Learner
from notices.actions import queue_mail
from notices.models import Notice, NoticeChoice, NoticeKind

ClientOf = Callable[[User], Client]
EDIT, ABOUT = "/cohorts/spring/edit/", "/cohorts/spring/about/"
FORM = {"title": "Spring", "started_on": "2026-03-02", "max_learners": "500", "sends_nudges": "on"}
V1 = "/api/v1/cohorts/spring/"
JSON = "application/json"


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def set_end(person: User, cohort: Cohort, ends_on: date | None) -> None:
    cohort.refresh_from_db()
    names = ("title", "started_on", "max_learners")
    edit_cohort(person=person, cohort=cohort, ends_on=ends_on, **{name: getattr(cohort, name) for name in names})
    cohort.refresh_from_db()


def told(person: User) -> list[str]:
    return [notice.sentence for notice in Notice.objects.filter(person=person, kind=NoticeKind.ANNOUNCEMENT)]


@pytest.fixture
def end(lena: User, spring: Cohort) -> date:
    """Spring ends in thirty days."""
    day = timezone.localdate() + timedelta(days=30)
    set_end(lena, spring, day)
    return day


def test_everybody_is_told_two_weeks_before_and_once(
    ada: User, emmy: User, lena: User, carl: User, spring: Cohort, end: date
) -> None:
    assert warn_of_ends(now=at(end - timedelta(days=WARNING_DAYS + 2))) == 0
    first = at(end - timedelta(days=WARNING_DAYS))
    assert warn_of_ends(now=first) == 3
    assert warn_of_ends(now=first + timedelta(hours=1)) == 0
    for person in (ada, emmy, lena):
        [sentence] = told(person)
        assert sentence.startswith(f"Spring ends on {end.day} {end:%B %Y}.")
    assert told(carl) == []


def test_whoever_joins_after_the_warning_is_told_too(new_learner: Learner, spring: Cohort, end: date) -> None:
    warn_of_ends(now=at(end - timedelta(days=5)))
    bo = new_learner(spring, "Bo Li")
    assert warn_of_ends(now=at(end - timedelta(days=4))) == 1
    assert len(told(bo)) == 1


def test_the_warning_comes_on_the_channels_that_people_chose(
    ada: User, emmy: User, lena: User, spring: Cohort, end: date, settings: Settings
) -> None:
    settings.EMAIL_URL = "smtp://mail"
    NoticeChoice.objects.create(person=ada, kind=NoticeKind.ANNOUNCEMENT, page=True, mail=True)
    NoticeChoice.objects.create(person=emmy, kind=NoticeKind.ANNOUNCEMENT, page=False, mail=False)
    assert warn_of_ends(now=at(end)) == 2
    assert set(Notice.objects.to_mail().values_list("person__email", flat=True)) == {ada.email}
    assert queue_mail() == 1


def test_the_page_says_what_ends_and_what_stays(ada: User, end: date, client_of: ClientOf) -> None:
    page = client_of(ada).get(ABOUT).text
    assert f"After {end.day} {end:%B %Y}, nobody" in page
    assert "/account/data/" in page


@pytest.mark.usefixtures("roadmap")
def test_leads_and_mentors_see_that_it_ended_and_may_take_it_with_them(
    ada: User, emmy: User, lena: User, spring: Cohort, end: date, client_of: ClientOf
) -> None:
    day, export = f"{end.day} {end:%B %Y}", "/cohorts/spring/exports/"
    assert day in client_of(emmy).get("/cohorts/spring/").text
    assert export not in client_of(lena).get("/cohorts/spring/").text
    archive_ended(now=at(end + timedelta(days=2)))
    pages = {person: client_of(person).get("/cohorts/spring/").text for person in (emmy, lena)}
    for page in pages.values():
        assert re.search(r"<h1>\s*Spring has ended", page)
        assert day in page
        assert ada.name in page  # the grid stays
    assert (export in pages[emmy], export in pages[lena]) == (False, True)


@pytest.mark.usefixtures("roadmap")
def test_a_cohort_that_was_archived_before_its_end_has_not_ended(
    lena: User, spring: Cohort, end: date, client_of: ClientOf
) -> None:
    """Its last day is still to come, so no page names it as one that is over."""
    set_archived(person=lena, cohort=spring, is_archived=True)
    for url in ("/cohorts/spring/", ABOUT):
        page = client_of(lena).get(url).text
        assert f"{end.day} {end:%B %Y}" not in page
        assert "ended" not in page.partition("<main")[2]


def test_it_is_archived_after_the_last_day_is_over_everywhere(spring: Cohort, end: date) -> None:
    after = end + timedelta(days=1)
    assert archive_ended(now=at(after, 11, 59)) == 0  # it is still the last day at UTC−12
    assert archive_ended(now=at(after, 12)) == 1
    spring.refresh_from_db()
    assert spring.is_archived
    entry = AuditEntry.objects.get(action=AuditAction.COHORT_ARCHIVED)
    assert (entry.actor_id, entry.fields) == (None, {"ends_on": end.isoformat()})


def test_the_warning_is_early_enough_where_the_day_begins_first(ada: User, spring: Cohort, end: date) -> None:
    before = end - timedelta(days=WARNING_DAYS + 1)
    assert warn_of_ends(now=at(before, 9, 59)) == 0
    assert warn_of_ends(now=at(before, 10)) == 3  # at UTC+14 it is two weeks before


def test_the_job_archives_once_and_a_lead_may_take_it_back(lena: User, spring: Cohort, end: date) -> None:
    late = at(end + timedelta(days=2))
    end_terms(now=late)
    end_terms(now=late)
    assert AuditEntry.objects.filter(action=AuditAction.COHORT_ARCHIVED).count() == 1
    set_archived(person=lena, cohort=spring, is_archived=False)
    end_terms(now=late + timedelta(days=30))
    spring.refresh_from_db()
    assert not spring.is_archived


def test_a_cohort_that_a_lead_archived_earlier_is_not_archived_again(lena: User, spring: Cohort, end: date) -> None:
    set_archived(person=lena, cohort=spring, is_archived=True)
    assert archive_ended(now=at(end + timedelta(days=2))) == 0
    assert AuditEntry.objects.filter(action=AuditAction.COHORT_ARCHIVED).count() == 1


def test_a_moved_end_is_said_again(ada: User, lena: User, spring: Cohort, end: date) -> None:
    warn_of_ends(now=at(end))
    Notice.objects.filter(person=ada).update(read_at=timezone.now())
    later = end + timedelta(days=20)
    set_end(lena, spring, later)
    assert archive_ended(now=at(end + timedelta(days=2))) == 0
    assert told(lena) == []  # nobody had read it
    warn_of_ends(now=at(later))
    set_end(lena, spring, end)
    warn_of_ends(now=at(end))
    assert len(told(ada)) == 2  # what she read stays; the one about the later day wasn't read
    assert [f"{end.day} {end:%B}" in text for text in told(ada)] == [True, True]


def test_without_an_end_nothing_happens(ada: User, lena: User, spring: Cohort, end: date) -> None:
    warn_of_ends(now=at(end))
    set_end(lena, spring, None)
    end_terms(now=at(end + timedelta(days=400)))
    spring.refresh_from_db()
    assert not spring.is_archived
    assert told(ada) == []


def test_a_lead_sets_and_clears_the_end(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    client, day = client_of(lena), timezone.localdate() + timedelta(days=60)
    client.post(EDIT, FORM | {"ends_on": day.isoformat()})
    spring.refresh_from_db()
    assert spring.ends_on == day
    client.post(EDIT, FORM | {"ends_on": ""})
    spring.refresh_from_db()
    assert spring.ends_on is None


def test_a_day_that_cannot_be_the_end_is_refused(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    client, yesterday = client_of(lena), timezone.localdate() - timedelta(days=2)
    assert END_IN_THE_PAST in client.post(EDIT, FORM | {"ends_on": yesterday.isoformat()}).text
    before = client.post(EDIT, FORM | {"started_on": "2099-03-02", "ends_on": "2099-03-01"})
    assert END_BEFORE_START in before.text
    spring.refresh_from_db()
    assert (spring.ends_on, spring.started_on) == (None, date(2026, 3, 2))


def test_an_end_that_has_passed_does_not_hinder_other_changes(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    Cohort.objects.update(ends_on="2026-06-30", ended_on="2026-06-30")
    client_of(lena).post(EDIT, FORM | {"title": "Spring term", "ends_on": "2026-06-30"})
    spring.refresh_from_db()
    assert spring.title == "Spring term"


def test_a_script_reads_and_sets_the_end(lena: User, spring: Cohort, api_of: ClientOf) -> None:
    client, day = api_of(lena), (timezone.localdate() + timedelta(days=60)).isoformat()
    assert client.patch(V1, {"ends_on": day}, JSON).json()["ends_on"] == day
    assert client.patch(V1, {"title": "Spring term"}, JSON).json()["ends_on"] == day
    assert client.patch(V1, {"ends_on": "2026-03-05"}, JSON).json()["errors"] == {"ends_on": [END_IN_THE_PAST]}
    assert client.patch(V1, {"ends_on": None}, JSON).json()["ends_on"] is None


def test_5000_members_are_told_in_batches_that_cost_the_same(
    lena: User, spring: Cohort, end: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = User.objects.bulk_create(User(email=f"p{n}@example.org", name="P") for n in range(5_000))
    Membership.objects.bulk_create(Membership(cohort=spring, user=person) for person in people)
    assert warn_of_ends(now=at(end)) == 5_000 + 3
    with django_assert_num_queries(1 + 11 * 5 + 1):  # eleven batches; in each: people, channels, told, a savepoint
        assert warn_of_ends(now=at(end)) == 0
