"""Mentors who press Next in the same moment get different questions."""

from datetime import timedelta

import pytest
from django.db.models import F

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.mentor_queue import actions
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.tests.threads import begin
from cohorts.threads.models import Thread as Conversation
from tests.at_once import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database locks in a way of its own


def mentors(number: int) -> list[User]:
    people = [User.objects.create(email=f"m{n}@example.org", name=f"M{n}") for n in range(number)]
    for person in people:
        Membership.objects.create(cohort=Cohort.objects.get(), user=person, role=CohortRole.MENTOR)
    return people


@pytest.mark.parametrize("lapse", [False, True], ids=["fresh", "lapsed"])
def test_each_gets_a_question_of_their_own(ada: User, emmy: User, lapse: bool) -> None:
    questions = {begin(ada, ada, f"{number}?") for number in range(6)}
    if lapse:
        Membership.objects.filter(user=emmy).update(role=CohortRole.LEAD)
        for _ in range(ReviewClaim.MAX_ACTIVE):
            actions.claim_next(mentor=emmy)
        ReviewClaim.objects.update(expires_at=F("expires_at") - timedelta(hours=1))
    people = mentors(6)
    claims = at_once(*(lambda person=person: actions.claim_next(mentor=person) for person in people))
    assert len(claims) == 6
    assert set(claims) == questions
    assert {claim.mentor for claim in ReviewClaim.objects.select_related("mentor")} == set(people)


def test_one_question_goes_to_one_of_them(ada: User, emmy: User) -> None:
    question = begin(ada, ada, "Why?")
    people = mentors(5)
    claims = at_once(*(lambda person=person: actions.claim_next(mentor=person) for person in people))
    assert sorted(claims, key=str) == sorted([question, None, None, None, None], key=str)


def test_many_tabs_of_one_mentor_do_not_exceed_the_limit(ada: User, emmy: User) -> None:
    threads = [begin(ada, ada, f"{number}?") for number in range(8)]
    calls = [lambda thread=thread: actions.claim_thread(mentor=emmy, thread=thread) for thread in threads]
    assert sum(result is None for result in at_once(*calls)) == ReviewClaim.MAX_ACTIVE
    assert ReviewClaim.objects.count() == ReviewClaim.MAX_ACTIVE


def test_a_double_click_on_next_claims_one_question_and_opens_it(ada: User, emmy: User) -> None:
    begin(ada, ada, "Why?")
    first, second = at_once(*(lambda: actions.claim_next(mentor=emmy) for _ in range(2)))
    assert {first, second} <= {*Conversation.objects.all(), None}
    assert ReviewClaim.objects.count() == 1
