"""Apps sign in with a code: where the person allows it, to what the page names, and until they are signed out."""

import html
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from allauth.idp.oidc.models import Token
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.oauth.actions import (
    MAX_GRANTS,
    TOO_MANY_CODES,
    TOO_MANY_GRANTS,
    WRONG_CODE,
    delete_expired_tokens,
    grants_of,
)
from accounts.oauth.authentication import SIGNED_OUT
from accounts.oauth.client import CLIENT_ID, CLIENT_NAME
from accounts.oauth.refresh_tokens import SPENT_TYPE
from accounts.oauth.views import MAX_BODY_BYTES, NOT_A_FORM
from accounts.scopes import NEEDS_SCOPE, NOT_FOR_APPS, Scope
from accounts.tests.apps import (
    FORM,
    PAGE,
    REFRESH,
    TOKEN,
    answer,
    app,
    app_of,
    ask_for_code,
    code_on,
    poll,
    post,
    refresh,
)
from accounts.tests.apps import sign_app_in as sign_in
from accounts.tests.conftest import PASSWORD
from accounts.tests.mails import subject_of
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
API = "/api/v1/exercises/"
LATER = timedelta(seconds=6)


def text_of(page: str) -> str:
    return squeeze(html.unescape(page))


def test_an_allowed_app_gets_tokens(tab: Client, roadmap: None) -> None:
    device = ask_for_code()
    assert poll(device["device_code"]).json()["error"] == "authorization_pending"
    assert poll(device["device_code"]).json()["error"] == "slow_down"
    page = tab.get(device["verification_uri_complete"]).text
    assert code_on(page) == device["user_code"]
    assert CLIENT_NAME in page
    assert [scope.label in text_of(page) for scope in Scope] == [True] * 3
    answer(tab, device["user_code"])
    with time_machine.travel(timezone.now() + LATER):
        tokens = poll(device["device_code"]).json()
    assert tokens["token_type"] == "Bearer"
    assert set(tokens["scope"].split()) == set(Scope)
    assert app(tokens["access_token"]).get(API).status_code == 200
    assert poll(device["device_code"]).json()["error"] == "invalid_grant"


def test_a_refused_app_hears_so_and_gets_nothing(tab: Client) -> None:
    device = ask_for_code()
    answer(tab, device["user_code"], "refuse")
    assert poll(device["device_code"]).json()["error"] == "access_denied"
    assert not Token.objects.exists()


def test_the_page_takes_the_code_as_people_type_it(tab: Client) -> None:
    device = ask_for_code(Scope.READ)
    page = tab.get(PAGE, {"code": f" {device['user_code'].lower().replace('-', '')} "}).text
    assert code_on(page) == device["user_code"]
    assert Scope.READ.label in text_of(page)
    assert Scope.LOG.label not in text_of(page)


@pytest.mark.parametrize("code", ["", "BCDF-GHJK", "é", "x" * 1000, "%00"])
def test_a_wrong_code_allows_nothing(tab: Client, code: str) -> None:
    ask_for_code()
    for response in (tab.get(PAGE, {"code": code}), answer(tab, code)):
        assert 'class="errorlist"' in response.text
    assert WRONG_CODE in tab.get(PAGE, {"code": "BCDF-GHJK"}).text


def test_nobody_can_try_many_codes(tab: Client, settings: LazySettings) -> None:
    settings.IDP_OIDC_RATE_LIMITS = {"device_user_code": "3/m/user"}
    device = ask_for_code()
    for _ in range(3):
        tab.get(PAGE, {"code": "BCDF-GHJK"})
    assert TOO_MANY_CODES in answer(tab, device["user_code"]).text
    assert poll(device["device_code"]).json()["error"] == "authorization_pending"


def test_a_foreign_page_can_t_allow_an_app(ada: User, client_of: ClientOf) -> None:
    device = ask_for_code()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(ada).cookies
    assert answer(strict, device["user_code"]).status_code == 403
    assert poll(device["device_code"]).json()["error"] == "authorization_pending"


def test_allowing_one_asks_for_the_password_and_then_goes_on(ada: User, client_of: ClientOf) -> None:
    device, client = ask_for_code(), client_of(ada)
    question = answer(client, device["user_code"])
    assert poll(device["device_code"]).json()["error"] == "authorization_pending"
    client.post(question.headers["Location"], {"password": PASSWORD, "next": PAGE})
    with time_machine.travel(timezone.now() + LATER):
        assert "access_token" in poll(device["device_code"]).json()


@pytest.mark.parametrize(("minutes", "asks"), [(0, False), (4, False), (6, True)])
def test_somebody_who_has_just_signed_in_is_not_asked_for_the_password_again(
    ada: User, minutes: int, asks: bool
) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        device = ask_for_code()
        response = answer(client, device["user_code"])
        assert response.headers.get("Location", "").startswith("/accounts/reauthenticate/") == asks
        assert ("access_token" in poll(device["device_code"]).json()) != asks


def test_a_new_password_from_an_email_is_no_such_sign_in(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password_reset", "at": timezone.now().timestamp()}]
    session["account_authentication_methods_user"] = str(ada.pk)
    session.save()
    assert answer(client, ask_for_code()["user_code"]).headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.usefixtures("db")
def test_a_visitor_signs_in_first() -> None:
    assert Client().get(PAGE, {"code": "BCDF-GHJK"}).headers["Location"].startswith("/accounts/login/?next=/device/")


@pytest.mark.usefixtures("roadmap")
@pytest.mark.parametrize(
    ("method", "address", "scope"),
    [
        ("get", API, Scope.READ),
        ("get", "/api/v1/study-entries/", Scope.READ),
        ("get", "/api/v1/timer/", Scope.READ),
        ("post", "/api/v1/submissions/", Scope.SUBMIT),
        ("put", f"{API}matmul/draft/", Scope.SUBMIT),
        ("post", "/api/v1/study-entries/", Scope.LOG),
        ("post", "/api/v1/timer/", Scope.LOG),
        ("post", "/api/v1/timer/stop/", Scope.LOG),
    ],
)
def test_an_app_needs_the_scope_of_what_it_does(ada: User, method: str, address: str, scope: Scope) -> None:
    others = app_of(ada, *(each for each in Scope if each != scope))
    refused = getattr(others, method)(address, {}, "application/json")
    assert refused.status_code == 403
    assert refused.json()["detail"] == NEEDS_SCOPE.format(scope=scope.value, action=scope.label)
    assert getattr(app_of(ada, scope), method)(address, {}, "application/json").status_code != 403


@pytest.mark.parametrize("address", ["cohorts/", "threads/", "sign-offs/", "cohorts/spring/members/"])
def test_an_app_reaches_nothing_about_cohorts(emmy: User, address: str) -> None:
    refused = app_of(emmy, *Scope).get(f"/api/v1/{address}")
    assert (refused.status_code, refused.json()["detail"]) == (403, NOT_FOR_APPS)


def test_its_tokens_open_no_page(tab: Client, ada: User) -> None:
    page = app(sign_in(tab)["access_token"]).get("/account/settings/")
    assert page.status_code == 302
    assert ada.email not in page.text


def test_tokens_are_kept_as_digests(tab: Client) -> None:
    tokens = sign_in(tab)
    rows = str(Token.objects.values())
    assert tokens["access_token"] not in rows
    assert tokens["refresh_token"] not in rows
    assert Token.objects.count() == 2


def test_a_refresh_token_is_replaced_and_leaves_one_access_token(tab: Client) -> None:
    first = sign_in(tab)
    second = refresh(first).json()
    assert app(first["access_token"]).get(API).status_code == 401
    assert app(second["access_token"]).get(API).status_code == 200
    assert Token.objects.exclude(type=SPENT_TYPE).count() == 2


@pytest.mark.parametrize(
    "sent", ["Bearer", "Bearer x", "Bearer x y", "Bearer é", f"Bearer {'x' * 5000}", "bearer \xff"]
)
def test_what_is_no_token_is_refused(db: None, sent: str) -> None:
    refused = Client(headers={"authorization": sent}).get(API)
    assert (refused.status_code, refused.json()["detail"]) == (401, SIGNED_OUT)


def test_a_refresh_token_is_no_access_token(tab: Client) -> None:
    assert app(sign_in(tab)["refresh_token"]).get(API).status_code == 401


def test_an_access_token_ends_after_an_hour_and_a_refresh_token_after_90_days(tab: Client) -> None:
    tokens = sign_in(tab)
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert app(tokens["access_token"]).get(API).status_code == 401
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert refresh(tokens).json()["error"] == "invalid_grant"
        assert delete_expired_tokens() == 2


def test_the_settings_list_it_and_sign_it_out(tab: Client, ada: User, carl: User, client_of: ClientOf) -> None:
    tokens = sign_in(tab)
    uid = UUID(Token.objects.all()[0].get_grant_id())
    assert CLIENT_NAME in tab.get("/account/keys/").text
    client_of(carl).post(f"/account/apps/{uid}/revoke/")
    assert app(tokens["access_token"]).get(API).status_code == 200
    for _ in range(2):  # a second click changes nothing more
        assert 'class="success"' in tab.post(f"/account/apps/{uid}/revoke/", follow=True).text
    assert app(tokens["access_token"]).get(API).status_code == 401
    assert refresh(tokens).json()["error"] == "invalid_grant"
    assert CLIENT_NAME not in tab.get("/account/keys/").text


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [{}, {"token_type_hint": "refresh_token"}])
def test_an_app_can_sign_itself_out(tab: Client, kind: str, hint: dict[str, str]) -> None:
    tokens, other = sign_in(tab), sign_in(tab)
    assert post("/api/oauth/revoke", token=tokens[kind], **hint).status_code == 200
    assert app(tokens["access_token"]).get(API).status_code == 401
    assert refresh(tokens).json()["error"] == "invalid_grant"
    assert app(other["access_token"]).get(API).status_code == 200


def test_a_new_password_signs_it_out(tab: Client, ada: User) -> None:
    tokens = sign_in(tab)
    ada.set_password("another long password")
    ada.save()
    assert app(tokens["access_token"]).get(API).status_code == 401
    assert refresh(tokens).json()["error"] == "invalid_grant"


def test_a_closed_account_has_no_apps(tab: Client) -> None:
    tokens, device = sign_in(tab), ask_for_code()
    answer(tab, device["user_code"])
    User.objects.update(is_active=False)
    assert app(tokens["access_token"]).get(API).status_code == 401
    assert refresh(tokens).json()["error"] == "invalid_grant"
    assert poll(device["device_code"]).json()["error"] == "access_denied"


def test_they_go_with_the_account(tab: Client, ada: User) -> None:
    sign_in(tab)
    tab.post("/account/data/", {"address": ada.email})
    assert not Token.objects.exists()


def test_a_person_has_so_many(tab: Client, ada: User) -> None:
    for _ in range(MAX_GRANTS):
        token = Token(user=ada, client_id=CLIENT_ID, type=Token.Type.REFRESH_TOKEN, hash=str(_))
        token.set_grant_id(f"{_:032x}")
        token.save()
    assert TOO_MANY_GRANTS.format(count=MAX_GRANTS) in answer(tab, ask_for_code()["user_code"]).text


def test_the_owner_hears_of_it_by_mail(tab: Client, settings: LazySettings) -> None:
    settings.EMAIL_URL, settings.ACCOUNT_EMAIL_NOTIFICATIONS = "smtp://localhost", True
    tokens = sign_in(tab)
    [letter] = mail.outbox
    assert letter.subject == subject_of("account/email/app_signed_in")
    assert all(scope.label in letter.body for scope in Scope)
    assert tokens["access_token"] not in str(letter.message())


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", ["/api/oauth/device/code", TOKEN, "/api/oauth/revoke"])
def test_the_endpoints_take_only_a_short_form(address: str) -> None:
    for query, body, kind in (
        ("", '{"client_id": "descent-cli"}', "application/json"),
        ("", f"client_id={CLIENT_ID}&scope={'x' * MAX_BODY_BYTES}", FORM),
        ("?access_token=x", f"client_id={CLIENT_ID}", FORM),
        ("?%zz", f"client_id={CLIENT_ID}", FORM),
    ):
        refused = Client().post(f"{address}{query}", body, kind)
        assert refused.status_code == 400
        assert refused.json().get("error_description", NOT_A_FORM) == NOT_A_FORM
    assert post(address, client_id="nobody").status_code in (400, 401)


@pytest.mark.usefixtures("db")
def test_codes_are_limited_by_address(settings: LazySettings) -> None:
    settings.IDP_OIDC_RATE_LIMITS = {"device_code": "2/m/ip"}
    answers = [post("/api/oauth/device/code") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert (answers[2].json()["error"], answers[2].headers["Retry-After"]) == ("slow_down", "60")


@pytest.mark.usefixtures("db")
def test_apps_find_the_endpoints() -> None:
    described = Client().get("/.well-known/oauth-authorization-server").json()
    assert described["token_endpoint"] == f"{described['issuer']}{TOKEN}"
    assert described["scopes_supported"] == list(Scope)


@pytest.mark.usefixtures("db")
def test_no_address_follows_what_a_request_names_as_host(settings: LazySettings) -> None:
    settings.SITE_ROOT, settings.ALLOWED_HOSTS = "https://descent.example.org", ["*"]
    client = Client(headers={"Host": "localhost:6666"})
    described = client.get("/.well-known/oauth-authorization-server").json()
    device = client.post("/api/oauth/device/code", f"client_id={CLIENT_ID}", "application/x-www-form-urlencoded").json()
    addresses = [value for value in (described | device).values() if str(value).startswith("http")]
    assert len(addresses) == 6
    assert {value.partition("/api/")[0].partition("/device/")[0] for value in addresses} == {settings.SITE_ROOT}
    assert device["verification_uri_complete"] == f"{settings.SITE_ROOT}/device/?code={device['user_code']}"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "address", ["identity/o/authorize", "identity/o/api/userinfo", "identity/o/logout", ".well-known/jwks.json"]
)
def test_other_ways_into_accounts_don_t_exist(address: str) -> None:
    assert Client().get(f"/{address}").status_code == 404


def test_allowing_many_before_they_ask_gets_no_further(tab: Client, ada: User) -> None:
    device = ask_for_code()
    answer(tab, device["user_code"])
    for number in range(MAX_GRANTS):
        token = Token(user=ada, client_id=CLIENT_ID, type=Token.Type.REFRESH_TOKEN, hash=str(number))
        token.created_at = timezone.now() - timedelta(hours=1 + number)
        token.set_grant_id(f"{number:032x}")
        token.save()
    tokens = poll(device["device_code"]).json()
    assert app(tokens["access_token"]).get(API).status_code == 200
    assert len(grants_of(ada)) == MAX_GRANTS
    assert not Token.objects.filter(hash=str(MAX_GRANTS - 1)).exists()


def test_renewing_gets_an_app_no_more_than_it_was_allowed(tab: Client) -> None:
    tokens = sign_in(tab, Scope.READ)
    more = post(TOKEN, grant_type=REFRESH, refresh_token=tokens["refresh_token"], scope=f"{Scope.READ}%20{Scope.LOG}")
    assert more.json()["error"] == "invalid_scope"
    renewed = refresh(tokens).json()
    assert app(renewed["access_token"]).post("/api/v1/timer/", {}, "application/json").status_code == 403
