"""Mentors get a digest on their Monday: one person and one thing to do a line, once, and only if there is something."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.needs import digest
from cohorts.tests.conftest import Learner, Submit
from cohorts.tests.threads import write
from cohorts.threads.models import Thread
from notices.actions import choose, mail_notice, queue_mail
from notices.models import Notice, NoticeKind
from notices.queries import Channels


@pytest.fixture(autouse=True)
def _saturday() -> Iterator[None]:
    """Two days before the Monday, so that whoever asks now waits by then, and nobody is quiet yet."""
    with time_machine.travel("2026-11-28T12:00:00Z"):
        yield


def monday(hour: int) -> datetime:
    return datetime(2026, 11, 30, hour, tzinfo=UTC)


def digests() -> list[Notice]:
    return list(Notice.objects.filter(kind=NoticeKind.DIGEST).order_by("pk"))


@pytest.fixture
def mails(emmy: User, settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://mail"
    choose(person=emmy, channels={NoticeKind.DIGEST: Channels(page=True, mail=True)})


def test_it_comes_on_monday_morning_and_once_a_week(emmy: User, thread: Thread) -> None:
    counts = [digest.send_digests(now=monday(hour)) for hour in (6, 7, 8, 23)]
    assert counts == [0, 1, 0, 0]
    assert digest.send_digests(now=monday(9) + timedelta(days=1)) == 0
    assert [notice.person for notice in digests()] == [emmy]
    assert digest.send_digests(now=monday(9) + timedelta(weeks=1)) == 1


def test_it_comes_on_the_mentors_own_morning(emmy: User, thread: Thread) -> None:
    emmy.time_zone = "America/New_York"
    emmy.save()
    assert [digest.send_digests(now=monday(hour)) for hour in (8, 13)] == [0, 1]


def test_an_empty_digest_is_not_sent(emmy: User, thread: Thread) -> None:
    write(emmy, thread, "With vectors.")
    assert digest.send_digests(now=monday(9)) == 0
    assert not digests()


def test_it_is_not_sent_to_people_who_turned_it_off(emmy: User, thread: Thread) -> None:
    choose(person=emmy, channels={NoticeKind.DIGEST: Channels(page=False, mail=False)})
    assert digest.send_digests(now=monday(9)) == 0


def test_learners_former_mentors_and_archived_cohorts_get_none(ada: User, emmy: User, thread: Thread) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    assert digest.send_digests(now=monday(9)) == 0
    Cohort.objects.update(archived_at=None)
    Membership.objects.filter(user=emmy).delete()
    assert digest.send_digests(now=monday(9)) == 0


def test_the_notice_names_nobody(emmy: User, thread: Thread) -> None:
    digest.send_digests(now=monday(9))
    assert "Ada" not in digests()[0].sentence


@pytest.mark.usefixtures("mails")
def test_each_line_of_the_email_names_a_person_and_an_action(
    emmy: User, spring: Cohort, thread: Thread, new_learner: Learner, submit: Submit
) -> None:
    bo = new_learner(spring, "Bo")
    runs = [submit(bo) for _ in range(3)]
    digest.send_digests(now=monday(9))
    assert mail_notice(pk=digests()[0].pk)
    lines = [line for line in mail.outbox[0].body.splitlines() if line.startswith("- ")]
    assert [line.rpartition("8000")[2] for line in lines] == [
        thread.get_absolute_url(),
        f"/cohorts/spring/learners/{bo.uid}/submissions/{runs[-1].uid}/",
    ]
    assert [line.split()[1] for line in lines] == ["Ada", "Bo"]


@pytest.mark.usefixtures("mails")
def test_a_second_run_and_a_second_worker_send_nothing(emmy: User, thread: Thread) -> None:
    for _ in range(2):
        digest.send_digests(now=monday(9))
        queue_mail()
        for notice in digests():
            mail_notice(pk=notice.pk)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("mails")
def test_a_worker_that_dies_before_sending_loses_nothing(
    emmy: User, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise SystemExit

    digest.send_digests(now=monday(9))
    [notice] = digests()
    with monkeypatch.context() as patch:
        patch.setattr("notices.actions.send", die)
        with pytest.raises(SystemExit):
            mail_notice(pk=notice.pk)
    assert not mail_notice(pk=notice.pk)  # another worker may still be sending it
    Notice.objects.update(mail_next_at=timezone.now())
    assert mail_notice(pk=notice.pk)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("mails")
def test_a_worker_that_dies_between_two_mentors_skips_neither(
    emmy: User, lena: User, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[User] = []

    def send_to_first(mentor: User, local: datetime) -> bool:
        if told:
            raise SystemExit
        told.append(mentor)
        return first(mentor, local)

    first = digest._send
    with monkeypatch.context() as patch:
        patch.setattr(digest, "_send", send_to_first)
        with pytest.raises(SystemExit):
            digest.send_digests(now=monday(9))
    assert len(digests()) == 1
    digest.send_digests(now=monday(10))
    assert {notice.person for notice in digests()} == {emmy, lena}


@pytest.mark.usefixtures("mails")
def test_an_email_sent_again_has_the_same_message_id(emmy: User, thread: Thread) -> None:
    digest.send_digests(now=monday(9))
    [notice] = digests()
    for _ in range(2):
        Notice.objects.update(mail=Notice.Mail.DUE, mail_next_at=timezone.now())
        assert mail_notice(pk=notice.pk)
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second


@pytest.mark.usefixtures("mails")
def test_answered_questions_and_lost_access_are_left_out(emmy: User, thread: Thread) -> None:
    digest.send_digests(now=monday(9))
    Membership.objects.filter(user=emmy).delete()
    assert not mail_notice(pk=digests()[0].pk)
    assert not mail.outbox
    assert digests()[0].mail == Notice.Mail.NONE


@pytest.mark.usefixtures("mails")
def test_one_click_unsubscribes(emmy: User, thread: Thread) -> None:
    digest.send_digests(now=monday(9))
    mail_notice(pk=digests()[0].pk)
    url = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]
    assert Client().post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    digest.send_digests(now=monday(9) + timedelta(weeks=1))
    assert digests()[-1].mail == Notice.Mail.NONE


def test_only_mentors_are_offered_it(ada: User, emmy: User, client_of: Callable[[User], Client]) -> None:
    assert 'name="digest_page"' in client_of(emmy).get("/notices/choices/").text
    assert 'name="digest_page"' not in client_of(ada).get("/notices/choices/").text


def test_the_queries_for_a_mentor_do_not_grow_with_learners(
    emmy: User, spring: Cohort, submit: Submit, new_learner: Learner
) -> None:
    def count(week: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            digest.send_digests(now=monday(9) + timedelta(weeks=week))
        return len(queries)

    def add(number: int) -> None:
        learner = new_learner(spring, f"L{number}")
        for _ in range(3):
            submit(learner)

    add(0)
    count(1)  # the learners are quiet by then, so it reads the curriculum
    few = count(2)
    for number in range(1, 30):
        add(number)
    assert count(3) == few


def test_a_mentor_of_two_cohorts_gets_one(emmy: User, thread: Thread) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=emmy, role=CohortRole.LEAD)
    assert digest.send_digests(now=monday(9)) == 1
