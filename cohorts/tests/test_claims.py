"""A mentor claims a question before answering it, so that no two mentors answer the same one."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.mentor_queue.actions import HAS_CLAIM, NOT_WAITING, TOO_MANY_CLAIMS, claim_next, claim_thread
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.permissions import COHORT_IS_ARCHIVED
from cohorts.tests.conftest import Learner
from cohorts.tests.threads import begin, write
from cohorts.threads.actions import ANSWERED_MEANWHILE, settle
from cohorts.threads.models import Thread
from lib.errors import RefusedError

ClientOf = Callable[[User], Client]
QUEUE = "/questions/queue/"

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def questions(ada: User, emmy: User) -> list[Thread]:
    """Ada asked Emmy three things, the oldest first."""
    threads = [begin(ada, ada, f"Question {number}?") for number in range(3)]
    for number, thread in enumerate(threads):
        thread.comments.update(written_at=timezone.now() - timedelta(hours=9 - number))
    return threads


def lapse() -> None:
    ReviewClaim.objects.update(expires_at=F("expires_at") - timedelta(minutes=31))


# ---------------------------------------------------------------- the queue


def test_the_queue_has_the_questions_of_all_their_cohorts_oldest_first(
    ada: User, emmy: User, carl: User, grace: User, questions: list[Thread], client_of: ClientOf
) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=carl, role=CohortRole.LEARNER)
    Membership.objects.create(cohort=winter, user=grace, role=CohortRole.LEAD)
    thread_of_carl = begin(carl, carl, "Question 9?")
    assert "Question 9?" not in client_of(emmy).get(QUEUE).text
    Membership.objects.create(cohort=winter, user=emmy, role=CohortRole.MENTOR)
    write(emmy, questions[1], "Answered.")
    page = client_of(emmy).get(QUEUE).text
    assert page.index("Question 0?") < page.index("Question 2?") < page.index("Question 9?")
    assert "Question 1?" not in page
    assert thread_of_carl.get_absolute_url() in page


def test_only_mentors_have_a_queue(ada: User, emmy: User, questions: list[Thread], client_of: ClientOf) -> None:
    assert client_of(ada).get(QUEUE).status_code == 404
    assert client_of(ada).post(reverse("cohorts:claim_next")).status_code == 404
    Membership.objects.filter(user=emmy).delete()
    assert client_of(emmy).get(QUEUE).status_code == 404


def test_an_admin_without_cohorts_gets_an_explanation(grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).get("/questions/queue/")
    assert not page.context["queue"].mentors_somewhere
    assert 'class="button" href="/cohorts/"' in page.text


def test_an_admin_sees_the_queue_of_the_cohorts_that_they_mentor(
    grace: User, spring: Cohort, questions: list[Thread], client_of: ClientOf
) -> None:
    assert questions[0].get_absolute_url() not in client_of(grace).get(QUEUE).text
    Membership.objects.create(cohort=spring, user=grace, role=CohortRole.MENTOR)
    assert questions[0].get_absolute_url() in client_of(grace).get(QUEUE).text


def test_the_queue_leaves_out_what_needs_no_answer(
    ada: User, emmy: User, spring: Cohort, questions: list[Thread], client_of: ClientOf
) -> None:
    settle(person=ada, thread=questions[0], last_read=questions[0].comments.get().uid)
    client = client_of(emmy)
    assert questions[0].get_absolute_url() not in client.get(QUEUE).text
    Cohort.objects.update(archived_at=timezone.now())
    assert questions[1].get_absolute_url() not in client.get(QUEUE).text
    Cohort.objects.update(archived_at=None)
    spring.memberships.filter(user=ada).delete()
    assert questions[1].get_absolute_url() not in client.get(QUEUE).text


def test_a_long_queue_takes_no_more_queries(
    emmy: User, questions: list[Thread], new_learner: Learner, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    claim_next(mentor=emmy)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE)
    for number in range(6):
        learner = new_learner(spring, f"Learner{number}")
        begin(learner, learner, "Why?")
    claim_next(mentor=emmy)
    with CaptureQueriesContext(connection) as many:
        client.get(QUEUE)
    assert len(many) == len(few)


# ---------------------------------------------------------------- claiming


def test_next_opens_the_oldest_that_nobody_is_answering(
    emmy: User, lena: User, questions: list[Thread], client_of: ClientOf
) -> None:
    first = client_of(emmy).post(reverse("cohorts:claim_next"))
    second = client_of(lena).post(reverse("cohorts:claim_next"))
    assert [first["Location"], second["Location"]] == [
        f"{thread.get_absolute_url()}#thread" for thread in questions[:2]
    ]
    assert f"{emmy} is answering until" in client_of(lena).get(QUEUE).text


def test_next_goes_back_to_the_queue_when_nothing_waits(emmy: User, ada: User, client_of: ClientOf) -> None:
    answer = client_of(emmy).post(reverse("cohorts:claim_next"))
    assert answer["Location"] == QUEUE


def test_sending_an_answer_opens_the_next(emmy: User, questions: list[Thread], client_of: ClientOf) -> None:
    """The mentor's path: Next, the answer, Send and next."""
    client = client_of(emmy)
    first = client.post(reverse("cohorts:claim_next"))["Location"]
    assert 'name="next"' in client.get(first).text
    second = client.post(first, {"text": "With the shapes.", "next": "1"})["Location"]
    assert [first, second] == [f"{thread.get_absolute_url()}#thread" for thread in questions[:2]]
    assert not ReviewClaim.objects.filter(thread=questions[0]).exists()


def test_a_mentor_answers_at_most_four_at_once(
    emmy: User, ada: User, questions: list[Thread], client_of: ClientOf
) -> None:
    for number in range(3, 6):
        begin(ada, ada, f"Question {number}?")
    claims = [claim_next(mentor=emmy) for _ in range(ReviewClaim.MAX_ACTIVE)]
    page = client_of(emmy).post(reverse("cohorts:claim_next"), follow=True).text
    assert TOO_MANY_CLAIMS in page
    assert claims[0]
    client_of(emmy).post(reverse("cohorts:release_claim", args=[claims[0].uid]))
    assert claim_next(mentor=emmy) == claims[0]
    lapse()
    assert claim_next(mentor=emmy)


def test_a_claim_ends_after_half_an_hour(emmy: User, lena: User, questions: list[Thread]) -> None:
    assert claim_next(mentor=emmy) == questions[0]
    assert claim_next(mentor=lena) == questions[1]
    lapse()
    assert claim_next(mentor=lena) == questions[0]


def test_a_removed_mentors_claim_no_longer_counts(
    emmy: User, lena: User, spring: Cohort, questions: list[Thread]
) -> None:
    claim_next(mentor=emmy)
    spring.memberships.filter(user=emmy).delete()
    assert claim_next(mentor=lena) == questions[0]
    with pytest.raises(PermissionDenied):
        claim_thread(mentor=emmy, thread=questions[1])


def test_the_claim_of_a_deleted_account_goes_with_it(emmy: User, lena: User, questions: list[Thread]) -> None:
    claim_next(mentor=emmy)
    emmy.delete()
    assert claim_next(mentor=lena) == questions[0]


def test_one_question_is_claimed_and_released_by_hand(
    emmy: User, lena: User, questions: list[Thread], client_of: ClientOf
) -> None:
    claim, release = (reverse(f"cohorts:{name}", args=[questions[1].uid]) for name in ("claim_thread", "release_claim"))
    client_of(emmy).post(claim)
    client_of(emmy).post(claim)  # a second click
    assert f"{emmy} is answering this" in client_of(lena).get(questions[1].get_absolute_url()).text
    client_of(lena).post(claim)
    client_of(lena).post(release)
    assert ReviewClaim.objects.get().mentor == emmy
    client_of(emmy).post(release)
    assert not ReviewClaim.objects.exists()


def test_only_open_questions_of_your_learners_can_be_claimed(
    ada: User, emmy: User, grace: User, carl: User, questions: list[Thread], client_of: ClientOf
) -> None:
    write(emmy, questions[0], "Answered.")
    with pytest.raises(RefusedError, match=NOT_WAITING):
        claim_thread(mentor=emmy, thread=questions[0])
    claim = reverse("cohorts:claim_thread", args=[questions[1].uid])
    assert [client_of(person).post(claim).status_code for person in (ada, grace, carl)] == [403, 403, 404]
    assert not ReviewClaim.objects.exists()


# ---------------------------------------------------------------- answering


def test_an_answer_while_another_mentor_is_answering_is_refused_and_not_lost(
    emmy: User, lena: User, questions: list[Thread], client_of: ClientOf
) -> None:
    claim_next(mentor=emmy)
    client = client_of(lena)
    page = client.post(questions[0].get_absolute_url(), {"text": "A long answer.", "next": "1"}).text
    assert HAS_CLAIM.partition("{}")[2].partition("{}")[0] in page
    assert "A long answer.</textarea>" in page
    assert questions[0].comments.count() == 1
    lapse()
    client.post(questions[0].get_absolute_url(), {"text": "A long answer."})
    assert questions[0].comments.count() == 2


def test_a_learner_is_never_held_up_by_a_claim(ada: User, emmy: User, questions: list[Thread]) -> None:
    claim_next(mentor=emmy)
    write(ada, questions[0], "And one more thing.")
    assert ReviewClaim.objects.get().thread == questions[0]
    settle(person=ada, thread=questions[0], last_read=questions[0].comments.last().uid)  # type: ignore[union-attr]
    assert not ReviewClaim.objects.exists()


def test_nobody_settles_what_another_mentor_is_answering(emmy: User, lena: User, questions: list[Thread]) -> None:
    claim_next(mentor=emmy)
    with pytest.raises(RefusedError, match="is answering"):
        settle(person=lena, thread=questions[0], last_read=questions[0].comments.get().uid)


def test_an_answer_from_a_stale_page_is_shown_the_newer_one_first(
    emmy: User, lena: User, questions: list[Thread], client_of: ClientOf
) -> None:
    """Two mentors without claims may open the same question. The second sees the first one's answer."""
    [thread, *_], client = questions, client_of(lena)
    form = {"text": "A long answer.", "seen": str(thread.comments.get().uid), "uid": str(uuid4())}
    newest = write(emmy, thread, "With the shapes.")
    page = client.post(thread.get_absolute_url(), form).text
    assert ANSWERED_MEANWHILE.format("Emmy") in page
    assert "A long answer.</textarea>" in page
    assert f'name="seen" value="{newest.uid}"' in page
    client.post(thread.get_absolute_url(), form | {"seen": str(newest.uid)})
    assert thread.comments.count() == 3


def test_a_second_click_on_send_and_next_sends_once(
    emmy: User, lena: User, questions: list[Thread], client_of: ClientOf
) -> None:
    client, form = client_of(emmy), {"text": "With the shapes.", "next": "1", "uid": str(uuid4())}
    first = client.post(reverse("cohorts:claim_next"))["Location"]
    for _ in range(2):
        client.post(first, form)
    assert questions[0].comments.count() == 2


def test_nobody_writes_in_an_archived_cohort(
    ada: User, emmy: User, questions: list[Thread], client_of: ClientOf
) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    page = client_of(emmy).post(questions[0].get_absolute_url(), {"text": "Too late."}).text
    assert COHORT_IS_ARCHIVED in page
    assert "Too late.</textarea>" in page
    page = client_of(emmy).post(f"/cohorts/spring/learners/{ada.uid}/write/", {"text": "Hello"}).text
    assert COHORT_IS_ARCHIVED in page
