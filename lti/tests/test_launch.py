"""Somebody opens this site from a course, and has an account and a cohort here."""

import pytest
from django.test import Client

from accounts.models import Role, User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.models import Invitation, expiry
from lti.launches.models import LtiContext, LtiIdentity
from lti.platforms.models import LtiPlatform
from lti.tests.conftest import Come
from tests.lti import INSTRUCTOR


def test_a_platform_registers_itself_with_a_link(registered: LtiPlatform) -> None:
    assert registered.name.startswith("test-platform")
    assert [str(row) for row in registered.deployments.accepted()] == [
        "deployment-1"
    ] or registered.deployments.exists()


def test_the_first_launch_makes_a_learners_account_without_a_password(come: Come) -> None:
    page = come(name="Ada Lovelace").open()
    assert page.status_code == 200
    person = LtiIdentity.objects.get().user
    assert (person.name, person.role, person.has_usable_password()) == ("Ada Lovelace", Role.LEARNER, False)
    assert page.wsgi_request.user == person


def test_the_next_launch_opens_the_same_account(come: Come) -> None:
    come().open()
    come(name="Countess").open()
    assert LtiIdentity.objects.count() == 1
    assert LtiIdentity.objects.get().user.name == "Ada L."


def test_learners_join_the_cohort_and_teachers_mentor_it(course: LtiContext, come: Come) -> None:
    come().open()
    come("second-teacher", roles=(INSTRUCTOR,)).open()
    roles = dict(Membership.objects.filter(cohort=course.cohort).values_list("user__lti_identities__subject", "role"))
    assert roles == {
        "emmy-there": CohortRole.LEAD, "ada-there": CohortRole.LEARNER, "second-teacher": CohortRole.MENTOR,
    }  # fmt: skip
    assert Cohort.objects.count() == 1
    assert set(User.objects.exclude(role=Role.ADMIN).values_list("role", flat=True)) == {Role.LEARNER}


def test_the_first_launch_takes_the_section_that_a_roster_has_for_them(
    course: LtiContext, come: Come, trusted: LtiPlatform
) -> None:
    cohort = course.cohort
    assert cohort
    section, lead = cohort.sections.create(name="B"), cohort.memberships.get().user
    row = Invitation(cohort=cohort, address="ada@example.org", section=section, external_id="7", invited_by=lead)
    row.expires_at = expiry(1)
    row.save()
    come(email="ada@example.org").open()
    member = cohort.memberships.get(user__email="ada@example.org")
    assert (member.section, member.external_id) == (section, "7")
    assert not cohort.invitations.open().exists()


def test_a_frame_shows_one_button_that_opens_a_window(come: Come, registered: LtiPlatform) -> None:
    member = come()
    fields = member.come_back(member.begin())
    page = member.client.post("/lti/launch/", fields, headers={"Sec-Fetch-Dest": "iframe"})
    assert page.status_code == 200
    assert "Open Descent" in page.text
    assert "X-Frame-Options" not in page
    assert f"frame-ancestors {registered.origins[0]}" in page["Content-Security-Policy"]
    window = Client()
    answer = window.post("/lti/enter/", {"ticket": page.context["ticket"]}, headers={"Sec-Fetch-Site": "same-origin"})
    member.client = window
    assert member.follow(answer).wsgi_request.user.is_authenticated


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/lti/platforms/"])
def test_no_other_page_can_be_framed(client: Client, db: None, path: str) -> None:
    page = client.get(path)
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
