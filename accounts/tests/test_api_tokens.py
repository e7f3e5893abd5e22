"""Keys for scripts: shown once, open the REST interface and nothing else, and open nothing once they are revoked."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.forms import MultipleChoiceField
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.api_tokens.actions import create_api_token, revoke_api_token
from accounts.api_tokens.authentication import REFUSAL
from accounts.models import FULL_ACCESS, ApiToken, User
from accounts.scopes import FULL_LABEL, SCRIPT_NEEDS_ALL, SCRIPT_NEEDS_SCOPE, Scope
from accounts.tests.conftest import PASSWORD
from accounts.tests.mails import subject_of
from lib.error_messages import FORM_MESSAGES
from lib.errors import RefusedError
from lib.throttling import PersonThrottle
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
URL, API = "/account/keys/", "/api/v1/exercises/"
FORM = {"name": "my <calendar>", "scopes": [Scope.READ], "days": "30"}


@pytest.fixture
def secret(ada: User) -> str:
    return create_api_token(person=ada, name="calendar", days=90)


def script(secret: str) -> Client:
    return Client(headers={"authorization": f"Token {secret}"})


def shown(page: str) -> str:
    [token] = re.findall(r"<textarea[^>]*>(descent_\w+)</textarea>", page)
    return str(token)


def test_it_is_shown_once_and_kept_as_a_fingerprint(tab: Client) -> None:
    answer = tab.post(URL, FORM)
    secret = shown(answer.text)
    assert "no-store" in answer.headers["Cache-Control"]
    assert script(secret).get(API).status_code == 200
    assert secret not in tab.get(URL).text
    assert secret not in str(ApiToken.objects.values())
    assert "1 API token" in tab.get(URL).text


def test_each_is_listed_with_its_name_its_last_use_and_its_end(tab: Client, ada: User, secret: str) -> None:
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        tab.post(URL, FORM)
        page = squeeze(html.unescape(tab.get(URL).text))
        assert "<b>my <calendar></b>" in page
        assert "<b>my <calendar></b>" not in tab.get(URL).text
        assert "Created 25 Nov 2026, never used, works until 25 Dec 2026, 12:00" in page
    with time_machine.travel("2026-11-26T09:30:00Z", tick=False):
        script(secret).get(API)
        assert "last used 26 Nov 2026, 09:30" in tab.get(URL).text


def test_making_one_asks_for_the_password_and_then_goes_on(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    question = client.post(URL, FORM)
    assert not ApiToken.objects.exists()
    page = client.post(question.headers["Location"], {"password": PASSWORD, "next": URL}).text
    assert script(shown(page)).get(API).status_code == 200
    assert f'action="{URL}"' in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "calendar"}, "named “calendar”"),
        ({"name": " "}, "Fill this in."),
        ({"name": "x" * 61}, "Enter at most 60 characters. This has 61."),
        ({"days": "100000"}, "“100000” isn’t one of the options."),
        ({"scopes": []}, FORM_MESSAGES[MultipleChoiceField]["required"]),
        ({"scopes": ["admin"]}, "“admin” isn’t one of the options."),
    ],
)
def test_what_can_t_be_made_is_said(tab: Client, secret: str, change: dict[str, Any], sentence: str) -> None:
    assert sentence in tab.post(URL, FORM | change).text
    assert ApiToken.objects.count() == 1


def test_a_person_has_so_many(ada: User, carl: User) -> None:
    for number in range(ApiToken.MAX_PER_PERSON):
        create_api_token(person=ada, name=f"number {number}", days=30)
    with pytest.raises(RefusedError, match="You have 20 tokens"):
        create_api_token(person=ada, name="one more", days=30)
    assert create_api_token(person=carl, name="number 1", days=30)


def test_a_revoked_one_opens_nothing(tab: Client, ada: User, secret: str) -> None:
    other = create_api_token(person=ada, name="another", days=30)
    uid = ApiToken.objects.get(name="calendar").uid
    for _ in range(2):  # a second click changes nothing more
        assert 'class="success"' in tab.post(f"{URL}{uid}/revoke/", follow=True).text
    answer = script(secret).get(API)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["detail"] == REFUSAL
    assert script(other).get(API).status_code == 200


def test_an_expired_one_opens_nothing_and_stays_in_the_list(tab: Client, secret: str) -> None:
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert script(secret).get(API).status_code == 401
    assert "expired" in tab.get(URL).text


def test_nobody_reaches_another_s(ada: User, carl: User, client_of: ClientOf, secret: str) -> None:
    assert "calendar" not in client_of(carl).get(URL).text.partition("<form")[0]
    client_of(carl).post(f"{URL}{ApiToken.objects.get().uid}/revoke/")
    assert not revoke_api_token(person=carl, uid=ApiToken.objects.get().uid)
    assert script(secret).get(API).status_code == 200
    for address in (URL, f"{URL}{ApiToken.objects.get().uid}/revoke/"):
        assert Client().post(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.usefixtures("roadmap")
@pytest.mark.parametrize(
    ("method", "address", "scope"),
    [("get", API, Scope.READ), ("post", "/api/v1/submissions/", Scope.SUBMIT), ("post", "/api/v1/timer/", Scope.LOG)],
)
def test_it_does_what_it_may_and_no_more(tab: Client, method: str, address: str, scope: Scope) -> None:
    others = [each for each in Scope if each != scope]
    refused, answer = (
        getattr(script(shown(tab.post(URL, FORM | {"name": str(scopes), "scopes": scopes}).text)), method)(
            address, {}, "application/json"
        )
        for scopes in (others, [scope])
    )
    assert (refused.status_code, refused.json()["detail"]) == (403, SCRIPT_NEEDS_SCOPE.format(action=scope.label))
    assert answer.status_code != 403


def test_only_full_access_reaches_cohorts(ada: User) -> None:
    limited, full = (
        script(create_api_token(person=ada, name=name, days=1, scopes=scopes))
        for name, scopes in (("limited", list(Scope)), ("full", [Scope.READ, FULL_ACCESS]))
    )
    refused = limited.get("/api/v1/cohorts/")
    assert (refused.status_code, refused.json()["detail"]) == (403, SCRIPT_NEEDS_ALL)
    assert full.get("/api/v1/cohorts/").status_code == 200


def test_the_list_says_what_each_may_do(tab: Client, ada: User) -> None:
    create_api_token(person=ada, name="hours", days=1, scopes=[Scope.LOG])
    page = squeeze(html.unescape(tab.get(URL).text))
    assert f"It can {Scope.LOG.label}." in page
    assert f"It can {FULL_LABEL}." not in page
    create_api_token(person=ada, name="all", days=1)
    assert f"It can {FULL_LABEL}." in squeeze(html.unescape(tab.get(URL).text))


@pytest.mark.parametrize("page", ["/", "/hours/", "/account/keys/", "/account/data/", "/notes/", "/admin/"])
def test_it_opens_no_page(roadmap: None, ada: User, secret: str, page: str) -> None:
    answer = script(secret).get(page)
    assert ada.email not in answer.text
    assert "sessionid" not in answer.cookies
    assert answer.status_code == (200 if page == "/" else 302)  # the front page of somebody not signed in


def test_a_script_needs_no_form_s_token(secret: str, ada: User) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"authorization": f"Token {secret}"})
    answer = strict.post("/api/v1/study-entries/", {"minutes": 30, "kind": "reading"}, "application/json")
    assert answer.status_code == 201
    assert ada.study_entries.count() == 1


@pytest.mark.service  # PostgreSQL refuses a NUL with an error of its own
@pytest.mark.parametrize(
    "sent", ["Token", "Token a b", "Token \xff\xfe", "Token descent_\0", "Token é", "Token x", "Token _"]
)
def test_what_is_no_key_is_refused(db: None, sent: str) -> None:
    assert Client(headers={"authorization": sent}).get(API).status_code == 401


def test_whoever_is_shut_out_is_shut_out_with_keys(ada: User, secret: str) -> None:
    User.objects.update(is_active=False)
    assert script(secret).get(API).status_code == 401


@pytest.mark.parametrize("where", ["page", "command"])
def test_a_new_password_revokes_them(
    tab: Client, ada: User, secret: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = "another long password"
    if where == "page":
        tab.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    else:
        monkeypatch.setattr("getpass.getpass", lambda prompt: new)
        call_command("changepassword", ada.email)
    assert User.objects.get(pk=ada.pk).check_password(new)
    assert script(secret).get(API).status_code == 401


def test_what_changes_no_password_revokes_none(tab: Client, ada: User, secret: str) -> None:
    tab.post("/account/settings/", {"name": "Ada L.", "time_zone": "Europe/London", "background": "refresher"})
    with override_settings(
        PASSWORD_HASHERS=[
            f"django.contrib.auth.hashers.{name}" for name in ("PBKDF2PasswordHasher", "MD5PasswordHasher")
        ]
    ):
        assert User.objects.get(pk=ada.pk).check_password(PASSWORD)  # which hashes it again, with the better hasher
    ada.refresh_from_db()
    assert ada.name == "Ada L."
    assert ada.password.startswith("pbkdf2")
    assert script(secret).get(API).status_code == 200


def test_they_go_with_the_account(tab: Client, ada: User, secret: str) -> None:
    tab.post("/account/data/", {"address": ada.email})
    assert not ApiToken.objects.exists()
    assert script(secret).get(API).status_code == 401


def test_all_of_a_person_s_keys_share_one_rate(ada: User, carl: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PersonThrottle, "rate", "2/hour", raising=False)
    first, other = (script(create_api_token(person=ada, name=name, days=30)) for name in ("one", "other"))
    assert [client.get(API).status_code for client in (first, other, first, other)] == [200, 200, 429, 429]
    assert script(create_api_token(person=carl, name="one", days=30)).get(API).status_code == 200


def test_its_use_is_written_down_every_ten_minutes(secret: str) -> None:
    queries = []
    for minutes in (0, 5, 11):
        with (
            time_machine.travel(timezone.now() + timedelta(minutes=minutes)),
            CaptureQueriesContext(connection) as asked,
        ):
            script(secret).get(API)
        queries.append(sum(query["sql"].startswith("UPDATE") for query in asked))
    assert queries == [1, 0, 1]


def test_it_is_told_by_mail_where_mail_can_be_sent(tab: Client, settings: LazySettings) -> None:
    settings.EMAIL_URL, settings.ACCOUNT_EMAIL_NOTIFICATIONS = "smtp://localhost", True
    secret = shown(tab.post(URL, FORM | {"name": "A & B"}).text)
    [letter] = mail.outbox
    assert letter.subject == subject_of("account/email/api_token_created")
    assert "“A & B”" in letter.body
    assert Scope.READ.label in letter.body
    assert secret not in str(letter.message())


def test_the_page_takes_as_many_queries_for_twenty_as_for_one(tab: Client, ada: User) -> None:
    counts = []
    for keys in (1, 19):
        for number in range(keys):
            create_api_token(person=ada, name=f"{keys} {number}", days=30)
        tab.get(URL)
        with CaptureQueriesContext(connection) as asked:
            tab.get(URL)
        counts.append(len(asked))
    assert counts[0] == counts[1]
