"""A roster of 5,000 is checked within 10 seconds and applied within 60, whether people are new or move."""

import pytest

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.rosters.actions import apply_batches, apply_roster, check_roster, give_roster
from cohorts.rosters.models import RosterOutcome, RosterState
from cohorts.rosters.parsing import MAX_PEOPLE
from tests.processor import processor_bound

CHECK_SECONDS, APPLY_SECONDS = 10, 60
HEADINGS = "email,name,section,role,external id"


def roster_text(section: str) -> str:
    lines = (f"p{n}@example.org,Pérson {n},{section} {n % 40},learner,id-{n}" for n in range(MAX_PEOPLE))
    return "\n".join([HEADINGS, *lines])


@pytest.mark.parametrize("members", [0, MAX_PEOPLE])
def test_5000_people(lena: User, spring: Cohort, members: int) -> None:
    people = User.objects.bulk_create(User(email=f"p{n}@example.org", name=f"Person {n}") for n in range(members))
    Membership.objects.bulk_create(Membership(cohort=spring, user=person, role="learner") for person in people)
    Cohort.objects.filter(pk=spring.pk).update(max_learners=Cohort.MAX_LEARNERS)
    spring.memberships.filter(role="learner", user__name="Ada").delete()
    content = roster_text("Class").encode("cp1252")
    with processor_bound(CHECK_SECONDS, "check"):
        roster = give_roster(person=lena, cohort=spring, content=content)
        check_roster(pk=roster.pk)
    roster.refresh_from_db()
    assert roster.state == RosterState.CHECKED, roster.problem
    assert roster.lines.filter(outcome=RosterOutcome.MOVED if members else RosterOutcome.NEW).count() == MAX_PEOPLE
    with processor_bound(APPLY_SECONDS, "apply"):
        apply_roster(person=lena, roster=roster)
        apply_batches(pk=roster.pk)
    rows = spring.memberships if members else spring.invitations
    assert rows.filter(section__name__startswith="Class").count() == MAX_PEOPLE
