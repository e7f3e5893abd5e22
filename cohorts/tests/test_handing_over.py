"""A mentor hands a question over; its learner asks for another mentor, or says whether an answer helped."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.mentor_queue.actions import NOT_WAITING, claim_next, claim_thread, hand_over
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.tests.threads import begin, write
from cohorts.threads.actions import rate_comment
from cohorts.threads.models import Comment, Rating, Thread
from cohorts.threads.views import ANOTHER_MENTOR
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("roadmap")


def url(name: str, uid: object) -> str:
    return reverse(f"cohorts:{name}", args=[uid])


# ---------------------------------------------------------------- handing over


def test_handing_over_notifies_the_other_mentor(
    ada: User, emmy: User, lena: User, thread: Thread, client_of: ClientOf
) -> None:
    claim_next(mentor=emmy)
    Notice.objects.all().delete()
    client_of(emmy).post(url("hand_over", thread.uid), {"to": str(lena.uid)})
    assert ReviewClaim.objects.get().mentor == lena
    [notice] = Notice.objects.all()
    assert (notice.person, notice.kind, notice.link) == (lena, NoticeKind.QUESTION, thread.get_absolute_url())
    assert not {"Emmy", "Ada"} & set(notice.sentence.split())
    queue = client_of(lena).get("/questions/queue/").text
    assert thread.get_absolute_url() in queue.partition('id="mine"')[2]
    tomorrow = timezone.localdate(ReviewClaim.objects.get().expires_at, lena.zone)
    assert f"until {tomorrow.day} {tomorrow:%b}" in queue
    client_of(lena).get(thread.get_absolute_url())
    assert not Notice.objects.unread().exists()


def test_a_question_claimed_by_a_third_mentor_stays_theirs(
    ada: User, emmy: User, lena: User, grace: User, spring: Cohort, thread: Thread, client_of: ClientOf
) -> None:
    Membership.objects.create(cohort=spring, user=grace, role="mentor")
    claim_next(mentor=grace)
    client_of(emmy).post(url("hand_over", thread.uid), {"to": str(lena.uid)})
    assert ReviewClaim.objects.get().mentor == grace


def test_it_rejects_strangers_learners_and_busy_mentors(
    ada: User, carl: User, emmy: User, lena: User, grace: User, thread: Thread, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    for person in (ada, carl, grace, emmy):
        assert client.post(url("hand_over", thread.uid), {"to": str(person.uid)}).status_code == 403
    assert client.post(url("hand_over", thread.uid), {"to": "x"}).status_code == 404
    for number in range(ReviewClaim.MAX_ACTIVE):
        claim_thread(mentor=lena, thread=begin(ada, ada, f"{number}?"))
    with pytest.raises(RefusedError, match="already"):
        hand_over(mentor=emmy, thread=thread, to=lena.uid)
    assert not ReviewClaim.objects.filter(thread=thread).exists()


def test_answered_questions_and_former_mentors_are_rejected(
    emmy: User, lena: User, spring: Cohort, thread: Thread
) -> None:
    write(emmy, thread, "With the shapes.")
    with pytest.raises(RefusedError, match=NOT_WAITING):
        hand_over(mentor=emmy, thread=thread, to=lena.uid)
    spring.memberships.filter(user=emmy).delete()
    with pytest.raises(PermissionDenied):
        hand_over(mentor=emmy, thread=thread, to=lena.uid)


def test_deleting_the_learner_deletes_the_notice(ada: User, emmy: User, lena: User, thread: Thread) -> None:
    hand_over(mentor=emmy, thread=thread, to=lena.uid)
    ada.delete()
    assert not Notice.objects.exists()


# ---------------------------------------------------------------- another mentor


def test_a_learner_asks_for_another_mentor_with_or_without_a_reason(
    ada: User, emmy: User, lena: User, thread: Thread, client_of: ClientOf
) -> None:
    client = client_of(ada)
    assert 'name="another"' not in client.get(thread.get_absolute_url()).text
    write(emmy, thread, "With the shapes.")
    assert 'name="another"' in client.get(thread.get_absolute_url()).text
    client.post(thread.get_absolute_url(), {"another": "1", "text": " "})
    assert thread.comments.last().text == ANOTHER_MENTOR  # type: ignore[union-attr]
    assert claim_next(mentor=emmy) is None
    assert claim_next(mentor=lena) == thread
    write(lena, thread, "Like this.")
    write(ada, thread, "And now?")
    assert claim_next(mentor=emmy) == thread


def test_a_single_mentor_is_offered_no_colleague(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    write(emmy, thread, "With the shapes.")
    client = client_of(ada)
    assert 'name="another"' not in client.get(thread.get_absolute_url()).text
    client.post(thread.get_absolute_url(), {"another": "1", "text": "Somebody else?"})
    assert claim_next(mentor=emmy) == thread


# ---------------------------------------------------------------- rating


def test_the_learner_rates_an_answer_and_takes_it_back(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    answer = write(emmy, thread, "With the shapes.")
    for rating, stored in (("helpful", "helpful"), ("not_yet", "not_yet"), ("not_yet", "")):
        client_of(ada).post(url("rate_comment", answer.uid), {"rating": rating})
        answer.refresh_from_db()
        assert answer.rating == stored
    rate_comment(person=ada, comment=answer, rating=Rating.HELPFUL)
    assert "✓ helpful" in client_of(emmy).get(thread.get_absolute_url()).text


def test_only_the_learner_rates_and_only_answers(
    ada: User, emmy: User, grace: User, carl: User, thread: Thread, client_of: ClientOf
) -> None:
    answer, form = write(emmy, thread, "With the shapes."), {"rating": "helpful"}
    statuses = [
        client_of(person).post(url("rate_comment", answer.uid), form).status_code for person in (emmy, grace, carl)
    ]
    assert statuses == [403, 403, 404]
    question = thread.comments.filter(from_mentor=False).get()
    assert client_of(ada).post(url("rate_comment", question.uid), form).status_code == 403
    assert client_of(ada).post(url("rate_comment", answer.uid), {"rating": "5"}).status_code == 404
    assert not Comment.objects.exclude(rating="").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=question.pk).update(rating="helpful")


def test_a_second_click_asks_for_another_mentor_once(
    ada: User, emmy: User, lena: User, thread: Thread, client_of: ClientOf
) -> None:
    write(emmy, thread, "With the shapes.")
    form = {"another": "1", "text": "", "uid": str(uuid4())}
    for _ in range(2):
        client_of(ada).post(thread.get_absolute_url(), form)
    assert thread.comments.count() == 3
