"""The menu is cached. It must not mix up people or pages."""

from collections.abc import Callable

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notices.models import Notice, NoticeKind
from tests.markup import squeeze

ClientOf = Callable[[User], Client]


def test_the_menu_shows_each_person_their_own_pages(
    client_of: ClientOf, client: Client, ada: User, emmy: User, grace: User
) -> None:
    """All of them open the same page, and Ada opens it again at the end."""
    menus = [_menu(visitor) for visitor in (client, *map(client_of, (ada, emmy, grace, ada)))]
    assert ["Sign in" in menu for menu in menus] == [True, False, False, False, False]
    assert ["Cohorts" in menu for menu in menus] == [False, False, True, True, False]
    assert ["Editor" in menu for menu in menus] == [False, False, False, True, False]


def test_the_menu_marks_the_open_page(client_of: ClientOf, ada: User) -> None:
    client = client_of(ada)
    for page in ("/search/", "/hours/", "/search/"):
        menu = _menu(client, page)
        assert menu.count("aria-current") == 1
        assert f'href="{page}" aria-current="page"' in menu


def test_the_menu_counts_what_is_unread_now(client_of: ClientOf, ada: User, carl: User) -> None:
    client = client_of(ada)
    assert "unread" not in _menu(client)
    notice = Notice.objects.create(person=ada, kind=NoticeKind.VERDICT, key="1", sentence="Graded again.", link="/")
    assert "<b>1</b>" in _menu(client)
    assert "unread" not in _menu(client_of(carl))
    Notice.objects.filter(pk=notice.pk).update(read_at=timezone.now())
    assert "unread" not in _menu(client)


def _menu(client: Client, page: str = "/search/") -> str:
    text = client.get(page).text
    return squeeze(text[text.index('<nav aria-label="Main">') : text.index("</nav>")])


@pytest.mark.parametrize(
    ("html", "can_scroll"), [("<p>Yes.</p>", False), ("<p><math></math></p>", True), ("<li>a</li>" * 100, True)]
)
def test_the_keyboard_stops_at_a_text_that_may_be_too_high(html: str, can_scroll: bool) -> None:
    text = Template("<div{% scroll_stop html %}>").render(Context({"html": html}))
    assert ('tabindex="0"' in text) is can_scroll
