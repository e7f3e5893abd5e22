"""Email: one for each notice, to those who chose it, tried again when the server refuses, and stopped by one click."""

import re
import smtplib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from notices.actions import MAX_TRIES, choose, mail_notice, notify
from notices.mail import stop_url
from notices.models import Notice, NoticeKind
from notices.queries import Channels, channels_of


@pytest.fixture
def told(ada: User, settings: Settings) -> Notice:
    """Ada chose email, and something happened."""
    settings.EMAIL_URL = "smtp://mail"
    choose(person=ada, channels={NoticeKind.VERDICT: Channels(page=True, mail=True)})
    notify(
        person=ada, kind=NoticeKind.VERDICT, key="one", sentence="Attention & co: passed.", link="/exercises/attention/"
    )
    return Notice.objects.get()


def path_in(message: EmailMessage) -> str:
    found = re.fullmatch(r"<http://127\.0\.0\.1:8000(/notices/stop/.+)>", message.extra_headers["List-Unsubscribe"])
    assert found
    return found[1]


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: EmailMessage) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMessage, "send", refused)


def test_it_is_sent_once_as_plain_text_with_the_link(told: Notice, ada: User) -> None:
    assert [mail_notice(pk=told.pk), mail_notice(pk=told.pk)] == [True, False]
    [message] = mail.outbox
    assert (message.to, message.subject) == ([ada.email], "Attention & co: passed.")
    assert "Attention & co: passed.\n\nhttp://127.0.0.1:8000/exercises/attention/\n" in message.body
    assert path_in(message) in message.body


def test_nothing_is_sent_without_mail_settings(ada: User) -> None:
    choose(person=ada, channels={NoticeKind.VERDICT: Channels(page=True, mail=True)})
    notify(person=ada, kind=NoticeKind.VERDICT, key="one", sentence="x", link="/")
    notice = Notice.objects.get()
    assert (notice.mail, mail_notice(pk=notice.pk), mail.outbox) == (Notice.Mail.NONE, False, [])


def opt_out(person: User) -> None:
    choose(person=person, channels={NoticeKind.VERDICT: Channels(page=True, mail=False)})


def close_account(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("leave", [opt_out, close_account])
def test_people_who_opted_out_or_left_get_none(told: Notice, ada: User, leave: Callable[[User], None]) -> None:
    leave(ada)
    assert not mail_notice(pk=told.pk)
    assert (mail.outbox, Notice.objects.get().mail) == ([], Notice.Mail.NONE)


def test_a_refused_email_is_retried_a_few_times(told: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch)
    waits = []
    for _ in range(MAX_TRIES):
        before = timezone.now()
        assert not mail_notice(pk=told.pk)
        told.refresh_from_db()
        assert told.mail_next_at
        waits.append(round((told.mail_next_at - before) / timedelta(minutes=1)))
        assert not Notice.objects.to_mail().exists()
        Notice.objects.update(mail_next_at=before)
    assert waits == [2, 4, 8, 16, 32, 64]
    assert told.mail == Notice.Mail.GIVEN_UP


def test_a_failed_email_is_sent_on_the_next_run(told: Notice) -> None:
    with pytest.MonkeyPatch.context() as patch:
        refuse(patch)
        assert not mail_notice(pk=told.pk)
    assert not mail_notice(pk=told.pk)  # too early
    Notice.objects.update(mail_next_at=timezone.now())
    assert mail_notice(pk=told.pk)
    assert len(mail.outbox) == 1


def test_one_click_in_the_mail_program_stops_that_kind_without_signing_in(told: Notice, ada: User) -> None:
    mail_notice(pk=told.pk)
    [message] = mail.outbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    assert program.post(path_in(message), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert channels_of(ada)[NoticeKind.VERDICT] == Channels(page=True, mail=False)


def test_a_get_request_does_not_unsubscribe(told: Notice, ada: User, client_of: Callable[[User], Client]) -> None:
    address = stop_url(ada, NoticeKind.VERDICT).removeprefix("http://127.0.0.1:8000")
    assert 'method="post"' in Client().get(address).text
    assert channels_of(ada)[NoticeKind.VERDICT].mail


def test_a_broken_link_says_what_to_do(told: Notice, ada: User) -> None:
    address = stop_url(ada, NoticeKind.VERDICT).removeprefix("http://127.0.0.1:8000")
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address[:-3] + "/")
        assert answer.status_code == 404
        assert 'method="post"' not in answer.text
    assert channels_of(ada)[NoticeKind.VERDICT].mail
