"""The page of notices: one's own, newest first, each a link; read one by one or all at once, with undo."""

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notices.actions import notify
from notices.models import Notice, NoticeKind
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
URL = "/notices/"


def notify_of(person: User, *keys: str) -> None:
    for key in keys:
        notify(
            person=person,
            kind=NoticeKind.VERDICT,
            key=key,
            sentence=f"Exercise {key}: passed.",
            link=f"/exercises/{key}/",
        )


def test_it_asks_for_a_sign_in() -> None:
    assert Client().get(URL).status_code == 302


def test_a_learner_sees_their_own_newest_first(ada: User, carl: User, client_of: ClientOf) -> None:
    notify_of(ada, "a", "b")
    notify_of(carl, "c")
    text = client_of(ada).get(URL).text
    assert re.findall(r"Exercise (\w): passed", text) == ["b", "a"]
    assert "2 unread notifications" in text
    assert "for 180 days" in text


def test_its_text_is_escaped(ada: User, client_of: ClientOf) -> None:
    notify_of(ada, "<script>")
    assert "Exercise &lt;script&gt;: passed." in client_of(ada).get(URL).text


def test_opening_one_leads_on_and_marks_it_read(ada: User, client_of: ClientOf) -> None:
    notify_of(ada, "a", "b")
    client = client_of(ada)
    answer = client.get(Notice.objects.get(key="a").get_absolute_url())
    assert answer.headers["Location"] == "/exercises/a/"
    assert "1 unread notification<" in squeeze(client.get(URL).text)


def test_nobody_opens_another_persons_notice(ada: User, carl: User, client_of: ClientOf) -> None:
    notify_of(ada, "a")
    notice = Notice.objects.get()
    assert client_of(carl).get(notice.get_absolute_url()).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_link_from_an_archive_stays_on_this_site(ada: User, client_of: ClientOf) -> None:
    notify_of(ada, "a")
    Notice.objects.update(link="https://elsewhere.example/")
    assert client_of(ada).get(Notice.objects.get().get_absolute_url()).headers["Location"] == URL


def test_all_are_read_at_once_and_unread_again(ada: User, carl: User, client_of: ClientOf) -> None:
    notify_of(ada, "a", "b", "c")
    client = client_of(ada)
    client.get(Notice.objects.get(key="a").get_absolute_url())
    page = client.post(URL + "read/", follow=True).text
    assert "2 marked as read." in page
    assert "No unread notifications" in page
    undo_token = re.search(r'name="undo_token" value="([^"]+)"', page)
    assert undo_token
    assert client_of(carl).post(URL + "read/undo/", {"undo_token": undo_token[1]}).status_code == 403
    assert "2 unread again." in client.post(URL + "read/undo/", {"undo_token": undo_token[1]}, follow=True).text
    assert set(Notice.objects.unread().values_list("key", flat=True)) == {"b", "c"}


def test_an_undo_token_that_is_not_ours_changes_nothing(ada: User, client_of: ClientOf) -> None:
    text = client_of(ada).post(URL + "read/undo/", {"undo_token": "x"}, follow=True).text
    assert 'class="warning"' in text


def test_every_page_says_how_many_are_unread(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert "unread</span>" not in client.get("/account/settings/").text
    notify_of(ada, "a", "b")
    assert '<b>2</b><span class="visually-hidden"> unread</span>' in client.get("/account/settings/").text


def test_it_is_paged_with_one_number_of_queries(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    client.get(URL)
    counts = []
    for number in (1, 120):
        notify_of(ada, *(f"{number}-{one}" for one in range(number)))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert page.text.count("passed.</a>") == 50
    assert "Page 1 of 3" in page.text
    assert client.get(URL + "?page=99").text.count("passed.</a>") == 21
