"""A person is told of a thing once, on the ways they chose."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from lib.retention import limit_of
from notices.actions import choose, notify, old_notices
from notices.models import Notice, NoticeKind
from notices.queries import Channels

ClientOf = Callable[[User], Client]


def notify_ada(
    ada: User, key: str = "one", kind: NoticeKind = NoticeKind.VERDICT, sentence: str = "Attention: passed."
) -> bool:
    return notify(person=ada, kind=kind, key=key, sentence=sentence, link="/exercises/")


def test_nobody_is_notified_twice_about_one_thing(ada: User) -> None:
    assert [notify_ada(ada), notify_ada(ada), notify_ada(ada, "two")] == [True, False, True]
    assert Notice.objects.count() == 2


def test_by_default_it_is_on_the_website_without_email(ada: User) -> None:
    notify_ada(ada)
    notice = Notice.objects.get()
    assert (notice.on_page, notice.mail) == (True, Notice.Mail.NONE)


def test_the_weekly_notice_is_opt_in(ada: User) -> None:
    assert not notify_ada(ada, kind=NoticeKind.WEEK)
    choose(person=ada, channels={NoticeKind.WEEK: Channels(page=True, mail=False)})
    assert notify_ada(ada, kind=NoticeKind.WEEK)


def test_people_who_turned_both_off_get_nothing(ada: User) -> None:
    choose(person=ada, channels={NoticeKind.VERDICT: Channels(page=False, mail=False)})
    assert not notify_ada(ada)
    assert not Notice.objects.exists()


def test_email_only_leaves_nothing_on_the_website(ada: User, client_of: ClientOf) -> None:
    choose(person=ada, channels={NoticeKind.VERDICT: Channels(page=False, mail=True)})
    notify_ada(ada)
    assert "Attention: passed." not in client_of(ada).get("/notices/").text


def test_a_sentence_is_cut_and_keeps_to_one_line(ada: User) -> None:
    notify_ada(ada, sentence="A\r\nBcc: everybody@example.org " + "x" * 1000)
    said = Notice.objects.get().sentence
    assert (len(said), said[:6]) == (240, "A Bcc:")


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/", "exercises/"])
def test_links_stay_on_this_site(ada: User, link: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(link))):
        notify(person=ada, kind=NoticeKind.VERDICT, key="one", sentence="x", link=link)


def test_notices_are_deleted_after_half_a_year(ada: User) -> None:
    for key, days in (("old", 181), ("new", 179)):
        notify_ada(ada, key)
        Notice.objects.filter(key=key).update(created_at=timezone.now() - timedelta(days=days))
    assert old_notices(limit_of("notices")).delete()[0] == 1
    assert Notice.objects.get().key == "new"
