"""However much is written in a thread, its readers have one unread notice of it, and one email until they read it."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from cohorts.tests.threads import begin, write
from cohorts.threads import actions
from cohorts.threads.models import WHOLE_ROADMAP, Comment, Thread
from cohorts.threads.notices import LEARNER_WROTE, MENTOR_WROTE
from notices.actions import MAIL_TASK, choose, mail_notice
from notices.models import Notice, NoticeKind
from notices.queries import Channels, unread_of

ClientOf = Callable[[User], Client]
QUESTION = LEARNER_WROTE.format(WHOLE_ROADMAP.lower())


def take_out(person: User, comment: Comment) -> None:
    actions.change_comment(person=person, comment=comment, text="", base=comment.version)


def notice_of(person: User) -> Notice:
    return Notice.objects.get(person=person)


def test_twenty_comments_are_one_notice(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    for number in range(19):
        write(ada, thread, f"And {number}?")
    assert unread_of(emmy)[0] == 1
    sentence = QUESTION.replace(".", ", 20 times.")
    assert notice_of(emmy).text == sentence
    assert sentence in client_of(emmy).get("/notices/").text


def test_one_comment_is_not_counted(emmy: User, thread: Thread) -> None:
    assert notice_of(emmy).text == QUESTION


def test_it_moves_to_the_top_with_the_newest(ada: User, emmy: User, thread: Thread) -> None:
    second_thread = begin(ada, ada, "Another thing.")
    write(ada, thread, "And this?")
    keys = [notice.key for notice in Notice.objects.on_page_of(emmy)]
    assert keys == [str(thread.uid), str(second_thread.uid)]


def test_reading_the_thread_resets_the_count(
    ada: User, emmy: User, thread: Thread, roadmap: None, client_of: ClientOf
) -> None:
    write(ada, thread, "And this?")
    client_of(ada).get(thread.get_absolute_url())
    assert unread_of(emmy)[0] == 1
    client_of(emmy).get(thread.get_absolute_url())
    assert unread_of(emmy)[0] == 0
    write(ada, thread, "And that?")
    assert unread_of(emmy)[0] == 1
    assert notice_of(emmy).text == QUESTION


def test_each_side_has_its_own_notice(ada: User, emmy: User, thread: Thread) -> None:
    for _ in range(2):
        write(emmy, thread, "With the shapes.")
    assert notice_of(ada).text == MENTOR_WROTE.format(WHOLE_ROADMAP.lower()).replace(".", ", 2 times.")
    assert notice_of(emmy).text == QUESTION


def test_a_withdrawn_comment_is_no_longer_counted(ada: User, emmy: User, thread: Thread) -> None:
    second = write(ada, thread, "And this?")
    third = write(ada, thread, "And that?")
    take_out(ada, third)
    assert notice_of(emmy).text == QUESTION.replace(".", ", 2 times.")
    take_out(ada, second)
    assert notice_of(emmy).text == QUESTION
    take_out(ada, thread.comments.get())
    assert not Notice.objects.exists()


def test_a_withdrawn_comment_leaves_nothing_unread(
    ada: User, emmy: User, thread: Thread, roadmap: None, client_of: ClientOf
) -> None:
    client_of(emmy).get(thread.get_absolute_url())
    take_out(ada, write(ada, thread, "Never mind."))
    assert unread_of(emmy)[0] == 0


def test_one_email_is_sent_until_it_is_read(
    ada: User, emmy: User, thread: Thread, roadmap: None, settings: Settings, client_of: ClientOf,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    settings.EMAIL_URL = "smtp://mail"
    choose(person=emmy, channels={NoticeKind.QUESTION: Channels(page=True, mail=True)})
    Notice.objects.all().delete()

    def ask_twenty_times() -> int:
        """Ask twenty times, and return how many emails were queued."""
        with django_capture_on_commit_callbacks() as queued:
            for number in range(20):
                write(ada, thread, f"And {number}?")
        mail_notice(pk=notice_of(emmy).pk)
        return [getattr(callback, "args", ())[:1] for callback in queued].count((MAIL_TASK,))

    assert ask_twenty_times() == 1
    assert [message.subject for message in mail.outbox] == [QUESTION.replace(".", ", 20 times.")]
    assert ask_twenty_times() == 0
    client_of(emmy).get(thread.get_absolute_url())
    assert ask_twenty_times() == 1
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("items", [None, 5, {"a": 1}, "text"])
def test_made_up_items_in_an_archive_are_harmless(ada: User, emmy: User, thread: Thread, items: object) -> None:
    Notice.objects.update(items=items if items is not None else {})
    write(ada, thread, "And this?")
    assert notice_of(emmy).text == QUESTION
