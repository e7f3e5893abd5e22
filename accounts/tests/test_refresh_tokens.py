"""A refresh token works once. If somebody uses it again, its app is signed out. And no app stays signed in for ever."""

from datetime import timedelta

import pytest
import time_machine
from allauth.idp.oidc.models import Token
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.oauth.actions import grants_of
from accounts.oauth.refresh_tokens import MAX_SPENT_TOKENS, SPENT_TYPE
from accounts.tests.apps import app, ask_for_code, refresh
from accounts.tests.apps import sign_app_in as sign_in
from accounts.tests.conftest import Events
from tests.markup import squeeze

API = "/api/v1/exercises/"


def test_a_used_one_signs_the_app_out(tab: Client, ada: User, events: Events) -> None:
    """Whoever used it first, one of the two is a thief, and both have to sign in again."""
    first, other = sign_in(tab), sign_in(tab)
    second = refresh(first).json()
    assert refresh(first).json()["error"] == "invalid_grant"
    assert [line["account"] for line in events("account.app_token_reused")] == [ada.pk]
    assert app(second["access_token"]).get(API).status_code == 401
    assert refresh(second).json()["error"] == "invalid_grant"
    assert app(other["access_token"]).get(API).status_code == 200


def test_an_older_one_signs_it_out_as_well(tab: Client) -> None:
    first = tokens = sign_in(tab)
    for _ in range(3):
        tokens = refresh(tokens).json()
    refresh(first)
    assert app(tokens["access_token"]).get(API).status_code == 401


@pytest.mark.parametrize("value", ["", "x", "é"])
def test_an_unknown_one_signs_nobody_out(tab: Client, value: str) -> None:
    tokens = sign_in(tab)
    assert refresh({"refresh_token": value}).status_code == 400
    assert app(tokens["access_token"]).get(API).status_code == 200


def test_one_works_nowhere_after_its_use(tab: Client, ada: User) -> None:
    first = sign_in(tab)
    refresh(first)
    assert app(first["refresh_token"]).get(API).status_code == 401
    [grant] = grants_of(ada)
    assert grant.expires_at is not None


def test_an_app_that_renews_all_the_time_fills_no_table(tab: Client, ada: User) -> None:
    tokens = refresh(sign_in(tab)).json()
    [row] = Token.objects.filter(type=SPENT_TYPE)
    Token.objects.bulk_create(
        Token(
            type=SPENT_TYPE,
            hash=str(number),
            user=ada,
            client=row.client,
            data=row.data,
            expires_at=row.expires_at,
        )
        for number in range(2 * MAX_SPENT_TOKENS)
    )
    refresh(tokens)
    assert Token.objects.filter(type=SPENT_TYPE).count() == MAX_SPENT_TOKENS


def test_an_app_in_use_signs_in_again_after_a_year(tab: Client, settings: LazySettings) -> None:
    tokens, start = sign_in(tab), timezone.now()
    for days in (80, 160, 240, 320, 364):
        with time_machine.travel(start + timedelta(days=days)):
            tokens = refresh(tokens).json()
            assert tokens["refresh_expires_in"] <= timedelta(days=settings.APP_SIGN_IN_DAYS - days).total_seconds()
    with time_machine.travel(start + timedelta(days=366)):
        assert refresh(tokens).json()["error"] == "invalid_grant"


def test_the_question_says_for_how_long(tab: Client) -> None:
    page = squeeze(tab.get(ask_for_code()["verification_uri_complete"]).text)
    ends = page.partition("data-ends>")[2].partition("</span>")[0]
    assert "90 days" in ends
    assert "a year" in ends
