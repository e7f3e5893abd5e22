"""An account goes in the moment in which its mentor writes: it goes, and no half of a thread stays."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.mentor_queue.actions import claim_next
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.tests.threads import begin
from cohorts.threads.actions import add_comment, open_thread
from cohorts.threads.models import Comment
from personal_data.erasure.actions import delete_account
from tests.at_once import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database locks in a way of its own


def test_an_account_can_be_deleted_while_a_mentor_writes(ada: User, emmy: User) -> None:
    thread = open_thread(
        person=ada, learner=ada, cohort=Cohort.objects.get(), about=None, text="Where do I begin?", uid=uuid4()
    )
    start = Barrier(5)
    outcomes: list[str] = []

    def answer() -> None:
        start.wait()
        try:
            add_comment(person=emmy, thread=thread, text="With the shapes.", uid=uuid4())
        except PermissionDenied:
            outcomes.append("gone")
        else:
            outcomes.append("written")
        finally:
            connection.close()

    mentors = [Thread(target=answer) for _ in range(4)]
    for mentor in mentors:
        mentor.start()
    start.wait()
    delete_account(person=ada, address=ada.email)
    for mentor in mentors:
        mentor.join()
    assert len(outcomes) == 4  # none failed
    assert not User.objects.filter(email="ada@example.org").exists()
    assert not Comment.objects.exists()


def test_an_account_can_be_deleted_while_mentors_claim_its_questions(ada: User, emmy: User) -> None:
    for number in range(4):
        begin(ada, ada, f"{number}?")
    claims = [lambda: claim_next(mentor=emmy) for _ in range(4)]
    at_once(*claims, lambda: delete_account(person=ada, address=ada.email))
    assert not User.objects.filter(email="ada@example.org").exists()
    assert not ReviewClaim.objects.exists()
