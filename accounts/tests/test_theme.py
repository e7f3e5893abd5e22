"""Everybody chooses between a light and a dark page, or leaves it to the system. The choice belongs to the browser."""

import pytest
from django.test import Client
from django.urls import reverse

CHOOSE = reverse("accounts:choose_theme")
PAGE = reverse("account_login")

pytestmark = pytest.mark.django_db


def html_tag(client: Client) -> str:
    return client.get(PAGE).text.partition("<html")[2].partition(">")[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_holds_for_the_next_pages(client: Client, theme: str) -> None:
    client.post(CHOOSE, {"theme": theme})
    assert f'data-theme="{theme}"' in html_tag(client)


def test_system_forgets_the_choice(client: Client) -> None:
    client.post(CHOOSE, {"theme": "dark"})
    client.post(CHOOSE, {"theme": ""})
    assert "data-theme" not in html_tag(client)


def test_an_odd_cookie_changes_nothing(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in html_tag(client)


def choose_on(client: Client, page: str) -> str:
    return client.post(CHOOSE, {"theme": "dark"}, headers={"referer": page}).headers["Location"]


def test_it_leads_back_to_the_page_it_was_chosen_on(client: Client) -> None:
    assert choose_on(client, "http://testserver/status/?a=b") == "http://testserver/status/?a=b"


@pytest.mark.parametrize("elsewhere", ["", "https://evil.test/", "//evil.test", "javascript:alert(1)", "login"])
def test_it_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    assert choose_on(client, elsewhere) == reverse("home")
