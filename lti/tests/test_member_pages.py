"""The pages about a cohort's courses, and which cohort a course fills."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.rosters.models import Roster, RosterSource, RosterState
from lti.launches.models import LtiContext, LtiIdentity
from lti.members.models import NightlyRoster
from lti.tests.conftest import Come
from tests.lti import INSTRUCTOR

ClientOf = Callable[[User], Client]


@pytest.fixture
def lead(course: LtiContext) -> User:
    return LtiIdentity.objects.get(subject="emmy-there").user


@pytest.fixture
def page(course: LtiContext) -> str:
    assert course.cohort
    return f"/lti/cohorts/{course.cohort.slug}/"


@pytest.fixture
def choice(course: LtiContext) -> str:
    return f"/lti/platforms/{course.deployment.platform.uid}/courses/{course.pk}/"


@pytest.fixture
def other(lead: User) -> Cohort:
    """Another cohort that the lead has."""
    cohort = Cohort.objects.create(slug="other", title="Other", started_on="2026-03-02")
    cohort.memberships.create(user=lead, role=CohortRole.LEAD)
    return cohort


def test_the_button_gives_a_roster_that_a_worker_reads(lead: User, page: str, client_of: ClientOf) -> None:
    client = client_of(lead)
    for _ in range(2):  # a double click
        answer = client.post(f"{page}members/", {"removes_missing": "on"})
    roster = Roster.objects.get()
    assert answer["Location"] == f"/cohorts/{roster.cohort.slug}/rosters/{roster.uid}/"
    assert (roster.source, roster.state, roster.removes_missing) == (RosterSource.COURSE, RosterState.CHECKING, True)
    assert not roster.applies_at_once
    assert client.get(answer["Location"])["Refresh"]


def test_the_night_is_switched_on_and_off_on_the_record(lead: User, page: str, client_of: ClientOf) -> None:
    client = client_of(lead)
    client.post(f"{page}nightly/", {"removes_missing": "on"})
    assert NightlyRoster.objects.get().removes_missing
    assert "switched it on" in client.get(page).text
    client.post(f"{page}nightly/", {"state": "off"})
    client.post(f"{page}nightly/", {"state": "off"})
    assert not NightlyRoster.objects.exists()
    entries = AuditEntry.objects.filter(action=AuditAction.NIGHTLY_ROSTER_CHANGED).order_by("pk")
    assert [entry.fields["is_on"] for entry in entries] == [True, False]


def test_the_page_says_why_a_night_failed(course: LtiContext, lead: User, page: str, client_of: ClientOf) -> None:
    client = client_of(lead)
    assert course.cohort
    client.post(f"{page}nightly/", {})
    problem = "Moodle answered with status 500."
    roster = Roster.objects.create(
        cohort=course.cohort, person=lead, source=RosterSource.COURSE, applies_at_once=True,
        state=RosterState.REFUSED, problem=problem, content=b"",
    )  # fmt: skip
    assert problem in client.get(page).text
    detail = client.get(f"/cohorts/{roster.cohort.slug}/rosters/{roster.uid}/").text
    assert problem in detail
    assert "again next night" in detail


def test_the_page_says_that_nobody_answers_for_the_night(
    course: LtiContext, lead: User, grace: User, page: str, client_of: ClientOf
) -> None:
    client_of(lead).post(f"{page}nightly/", {})
    lead.memberships.update(role=CohortRole.MENTOR)
    assert "Nothing happens" in client_of(grace).get(page).text


def test_only_leads_open_them(
    come: Come, course: LtiContext, page: str, choice: str, emmy: User, client_of: ClientOf
) -> None:
    mentor = come("second", roles=(INSTRUCTOR,))
    mentor.open()
    for client in (mentor.client, client_of(emmy)):
        assert client.get(page).status_code == 404
        assert client.post(f"{page}members/").status_code == 404
        assert client.post(f"{page}nightly/").status_code == 404
        assert client.get(choice).status_code == 404
        assert client.post(choice, {"cohort": ""}).status_code == 404
    assert not Roster.objects.exists()


def test_a_lead_moves_a_course_to_another_cohort(
    course: LtiContext, lead: User, other: Cohort, page: str, choice: str, client_of: ClientOf
) -> None:
    client = client_of(lead)
    client.post(f"{page}nightly/", {})
    assert client.post(choice, {"cohort": "other"})["Location"] == "/lti/cohorts/other/"
    before = course.cohort
    assert before
    course.refresh_from_db()
    assert course.cohort == other
    assert not NightlyRoster.objects.exists()
    assert before.memberships.filter(user=lead).exists()
    entries = AuditEntry.objects.filter(action=AuditAction.COURSE_COHORT_CHANGED)
    assert {entry.cohort for entry in entries} == {before.slug, "other"}
    assert client.post(choice, {"cohort": "other"}).status_code == 302
    assert entries.count() == 2


@pytest.mark.parametrize("slug", ["spring", "nothing", "archive"])
def test_only_to_a_cohort_that_they_lead_and_that_is_open(
    course: LtiContext, lead: User, emmy: User, other: Cohort, choice: str, client_of: ClientOf, slug: str
) -> None:
    archive = Cohort.objects.create(slug="archive", title="A", started_on="2026-03-02", archived_at=timezone.now())
    archive.memberships.create(user=lead, role=CohortRole.LEAD)
    assert client_of(lead).post(choice, {"cohort": slug}).context["form"].errors
    before = course.cohort
    course.refresh_from_db()
    assert course.cohort == before


def test_without_a_cohort_the_next_teacher_chooses(
    course: LtiContext, lead: User, choice: str, come: Come, client_of: ClientOf
) -> None:
    client_of(lead).post(choice, {"cohort": ""})
    course.refresh_from_db()
    assert course.cohort is None
    assert client_of(lead).get(choice).status_code == 404
    assert b"Choose a cohort" in come("new-teacher", roles=(INSTRUCTOR,)).open().content


def test_an_admin_chooses_for_a_course_that_has_none(
    course: LtiContext, other: Cohort, grace: User, choice: str, client_of: ClientOf
) -> None:
    LtiContext.objects.update(cohort=None)
    admin = client_of(grace)
    platform = course.deployment.platform
    assert choice in admin.get(f"/lti/platforms/{platform.uid}/").text
    admin.post(choice, {"cohort": "other"})
    course.refresh_from_db()
    assert course.cohort == other


def test_a_cohorts_rosters_lead_to_its_courses(course: LtiContext, lead: User, page: str, client_of: ClientOf) -> None:
    assert course.cohort
    rosters = f"/cohorts/{course.cohort.slug}/rosters/"
    assert page in client_of(lead).get(rosters).text
    LtiContext.objects.update(cohort=None)
    assert page not in client_of(lead).get(rosters).text
