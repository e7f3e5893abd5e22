"""Somebody whose account has no password yet is led to a page where they get one, wherever we ask who they are."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.tests.conftest import PASSWORD

GUARDED = [
    ("GET", "/account/data/archive.zip"),
    ("POST", "/account/data/"),
    ("POST", "/account/keys/"),
    ("POST", "/account/sign-ins/end-others/"),
    ("GET", "/accounts/2fa/totp/activate/"),
    ("GET", "/accounts/password/set/"),
]


@pytest.fixture
def tab(ada: User, client_of: Callable[[User], Client]) -> Client:
    """Of Ada, whose account an admin made."""
    ada.set_unusable_password()
    ada.save()
    return client_of(ada)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_it_leads_to_a_page_where_a_password_can_be_chosen(tab: Client, method: str, path: str) -> None:
    page = tab.get(path, follow=True) if method == "GET" else tab.post(path, follow=True)
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == "/accounts/password/reset/"
    assert 'id="no-password-yet"' in page.text


def test_the_link_in_the_mail_gives_them_a_password(tab: Client, ada: User, settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://mail"
    tab.post("/accounts/password/reset/", {"email": ada.email})
    [link] = re.findall(r"https?://[^/]+(/\S+)", str(mail.outbox[0].body))
    page = tab.get(link, follow=True)
    tab.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
