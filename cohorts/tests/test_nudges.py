"""Learners are reminded of answers that wait for them; a thread that nobody goes on with closes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.mentor_queue.actions import claim_next
from cohorts.nudges import actions
from cohorts.tasks import nudge_learners
from cohorts.tests.threads import write
from cohorts.threads.actions import change_comment, reopen, settle
from cohorts.threads.models import Comment, Thread
from notices.models import Notice

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def answer(ada: User, emmy: User, thread: Thread) -> Comment:
    """Emmy answered Ada just now, and Ada has seen the notice of it."""
    answer = write(emmy, thread, "With the shapes.")
    Notice.objects.update(read_at=timezone.now())
    return answer


def days_pass(days: float) -> None:
    Comment.objects.update(written_at=F("written_at") - timedelta(days=days))
    Thread.objects.update(nudged_at=F("nudged_at") - timedelta(days=days))


def reminders(learner: User) -> list[str]:
    return list(Notice.objects.unread().filter(person=learner).order_by("pk").values_list("sentence", flat=True))


def test_the_learner_is_reminded_after_7_14_and_21_days_and_once_each(ada: User, answer: Comment) -> None:
    counts = []
    for days in (6, 1, 0, 7, 0, 7, 0.5):
        days_pass(days)
        actions.nudge_learners()
        counts.append(len(reminders(ada)))
    assert counts == [0, 1, 1, 2, 2, 3, 3]
    assert ["for 21 days" in sentence for sentence in reminders(ada)] == [False, False, True]
    assert "closes in 7 days" in reminders(ada)[-1]


def test_opening_the_thread_marks_all_reminders_as_read(ada: User, answer: Comment, client_of: ClientOf) -> None:
    for days in (7, 7):
        days_pass(days)
        actions.nudge_learners()
    client_of(ada).get(answer.thread.get_absolute_url())
    assert not reminders(ada)


def test_it_closes_after_28_days_and_a_reply_opens_it_again(
    ada: User, emmy: User, answer: Comment, client_of: ClientOf
) -> None:
    days_pass(21)
    nudge_learners()
    days_pass(6)
    nudge_learners()
    assert answer.thread.get_absolute_url() in client_of(ada).get("/").text
    days_pass(1)
    nudge_learners()
    thread = Thread.objects.get()
    settled_at = thread.settled_at
    assert settled_at
    nudge_learners()
    assert Thread.objects.get().settled_at == settled_at
    write(ada, thread, "Back again.")
    assert claim_next(mentor=emmy) == thread


def test_questions_never_close_and_send_no_reminders(ada: User, emmy: User, thread: Thread) -> None:
    days_pass(400)
    nudge_learners()
    assert Thread.objects.get().settled_at is None
    assert not reminders(ada)


def test_settled_and_unanswerable_threads_send_no_reminders(
    ada: User, emmy: User, spring: Cohort, answer: Comment
) -> None:
    days_pass(7)
    settle(person=ada, thread=answer.thread, last_read=answer.uid)
    assert actions.nudge_learners() == 0
    reopen(person=ada, thread=answer.thread)
    Cohort.objects.update(archived_at=timezone.now())
    assert actions.nudge_learners() == 0
    Cohort.objects.update(archived_at=None)
    membership = spring.memberships.get(user=ada)
    spring.memberships.filter(user=ada).delete()
    assert actions.nudge_learners() == 0
    membership.save(force_insert=True)
    assert actions.nudge_learners() == 1


def test_the_first_run_sends_no_old_reminders(ada: User, answer: Comment) -> None:
    days_pass(18)
    assert actions.nudge_learners() == 0


def test_each_answer_starts_its_own_reminders(ada: User, emmy: User, answer: Comment) -> None:
    days_pass(7)
    actions.nudge_learners()
    write(ada, answer.thread, "And now?")
    write(emmy, answer.thread, "Like this.")
    days_pass(7)
    assert actions.nudge_learners() == 1


def test_both_can_be_turned_off_or_changed(ada: User, emmy: User, answer: Comment, settings: Settings) -> None:
    settings.THREAD_NUDGE_DAYS, settings.THREAD_CLOSE_DAYS = [], 0
    days_pass(28)
    assert (actions.nudge_learners(), actions.close_quiet_threads()) == (0, 0)
    settings.THREAD_NUDGE_DAYS, settings.THREAD_CLOSE_DAYS = [28], 60
    assert (actions.nudge_learners(), actions.close_quiet_threads()) == (1, 0)
    days_pass(32)
    assert actions.close_quiet_threads() == 1


def test_deleting_the_answer_deletes_its_reminder(ada: User, emmy: User, answer: Comment) -> None:
    days_pass(7)
    actions.nudge_learners()
    change_comment(person=emmy, comment=answer, text="", base=answer.version)
    assert not reminders(ada)


def test_a_thread_that_was_quiet_before_the_site_began_to_close_them_is_reminded_of_first(
    ada: User, answer: Comment
) -> None:
    days_pass(90)
    nudge_learners()
    [reminder] = reminders(ada)
    assert "for 90 days" in reminder
    assert "closes in 7 days" in reminder
    for days, is_settled in ((6, False), (1, True)):
        days_pass(days)
        nudge_learners()
        assert (Thread.objects.get().settled_at is not None) == is_settled
    assert len(reminders(ada)) == 1


def test_a_new_answer_restarts_the_reminders(ada: User, emmy: User, answer: Comment) -> None:
    days_pass(90)
    nudge_learners()
    write(ada, answer.thread, "And now?")
    write(emmy, answer.thread, "Like this.")
    days_pass(8)
    nudge_learners()
    assert Thread.objects.get().settled_at is None


@pytest.mark.parametrize(
    ("fields", "days", "count"),
    [
        ({"nudge_days": "3, 10"}, 3, 1),
        ({"nudge_days": "3, 10"}, 7, 0),
        ({"sends_nudges": False}, 7, 0),
        ({"sends_nudges": False, "nudge_days": "7"}, 7, 0),
        ({}, 7, 1),
    ],
)
def test_a_cohort_has_days_of_its_own_or_none(
    answer: Comment, spring: Cohort, fields: dict[str, Any], days: int, count: int
) -> None:
    Cohort.objects.update(**fields)
    days_pass(days)
    assert actions.nudge_learners() == count


def test_a_cohort_can_remind_where_the_site_does_not(answer: Comment, spring: Cohort, settings: Settings) -> None:
    settings.THREAD_NUDGE_DAYS = []
    days_pass(7)
    assert actions.nudge_learners() == 0
    Cohort.objects.update(nudge_days="7")
    assert actions.nudge_learners() == 1


def test_without_reminders_a_thread_closes_as_the_site_says(answer: Comment, spring: Cohort) -> None:
    Cohort.objects.update(sends_nudges=False)
    days_pass(28)
    nudge_learners()
    assert Thread.objects.get().settled_at


@pytest.mark.parametrize(("close_days", "settled_after"), [(10, 10), (60, 60), (0, None), (None, 28)])
def test_a_cohort_closes_threads_after_days_of_its_own_or_never(
    ada: User, answer: Comment, client_of: ClientOf, close_days: int | None, settled_after: int | None
) -> None:
    Cohort.objects.update(close_days=close_days)
    settled_on, day = None, 0
    for days in (5, 2, 3, 4, 7, 7, 32):  # until the 60th day
        days_pass(days)
        day += days
        nudge_learners()
        if Thread.objects.get().settled_at and settled_on is None:
            settled_on = day
        if day == 28 and close_days == 60:
            assert answer.thread.get_absolute_url() in client_of(ada).get("/").text
    assert settled_on == settled_after
    last_words = [sentence.partition("It closes in ")[2] for sentence in reminders(ada)]
    assert ("5 days." in last_words) == (close_days == 10)
    assert any(last_words) == (close_days != 0)


def test_a_lead_chooses_the_days(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    client, address = client_of(lena), "/cohorts/spring/edit/"
    form = {"title": "Spring", "started_on": "2026-03-02", "max_learners": "9"}
    for text, stored in (("14, 7", "7, 14"), ("0", "7, 14"), ("x", "7, 14"), ("1,2,3,4,5,6", "7, 14"), ("", "")):
        client.post(address, form | {"sends_nudges": "on", "nudge_days": text})
        assert Cohort.objects.get().nudge_days == stored, text
    client.post(address, form | {"nudge_days": "5"})
    assert Cohort.objects.get().days_to_nudge == []
    for text, days in (("40", 40), ("-1", 40), ("366", 40), ("x", 40), ("0", 0), ("", 28)):
        client.post(address, form | {"close_days": text})
        assert Cohort.objects.get().days_to_close == days, text
