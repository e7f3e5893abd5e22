"""The button and the night with a real worker: the page waits for nobody, and the worker asks the platform."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cohorts.rosters.models import Roster, RosterState
from lib.task_queue import enqueue
from lti.launches.models import LtiContext, LtiIdentity
from lti.members.actions import NIGHTLY_TASK
from lti.tests.conftest import Come
from tests.lti import TestPlatform, member
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
PEOPLE = 1_000


def reaches(state: RosterState) -> bool:
    return comes_true(lambda: Roster.objects.latest("pk").state == state, 4 * PATIENCE_S)


def test_a_lead_brings_in_a_course_and_then_the_night_does(
    platform: TestPlatform, course: LtiContext, come: Come, web_worker: None, client_of: Callable[[User], Client]
) -> None:
    cohort = course.cohort
    assert cohort
    type(cohort).objects.update(max_learners=PEOPLE)
    come().open()
    everybody = [member("ada-there"), *(member(f"p{n}", email=f"p{n}@uni.example") for n in range(PEOPLE - 1))]
    platform.set_members(*everybody, page_size=100)
    lead = client_of(LtiIdentity.objects.get(subject="emmy-there").user)
    page = lead.post(f"/lti/cohorts/{cohort.slug}/members/", {})["Location"]
    assert "Checking" in lead.get(page).text or reaches(RosterState.CHECKED)
    assert reaches(RosterState.CHECKED)
    assert "999 will be invited" in " ".join(lead.get(page).text.split())
    assert not cohort.invitations.exists()
    lead.post(f"{page}apply/")
    assert reaches(RosterState.APPLIED)
    assert cohort.invitations.count() == PEOPLE - 1

    lead.post(f"/lti/cohorts/{cohort.slug}/nightly/", {"removes_missing": "on"})
    platform.set_members(*everybody[:-10], page_size=100)
    enqueue(NIGHTLY_TASK)
    assert comes_true(lambda: Roster.objects.filter(applies_at_once=True, state=RosterState.APPLIED).exists())
    assert cohort.invitations.open().count() == PEOPLE - 11
    assert cohort.memberships.learners().count() == 1
