"""Where mail can be sent, whoever owns an account hears of each change to what opens it; elsewhere none is tried."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core import mail
from django.core.management import call_command
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.sessions.user_agents import describe_device
from accounts.tests.conftest import PASSWORD, confirm_with_an_app, digits
from accounts.tests.mails import subject_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "another long password"
TWICE = {"password1": NEW, "password2": NEW}
SECOND = "ada@example.com"


@pytest.fixture
def _mail_server(settings: LazySettings) -> None:
    settings.EMAIL_URL = "smtp://localhost"  # pytest keeps what is sent
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True


@pytest.fixture(autouse=True)
def _of_firefox(tab: Client, ada: User) -> None:
    """In Firefox, and with two addresses."""
    tab.defaults |= {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "192.0.2.1"}
    for address in (ada.email, SECOND):
        EmailAddress.objects.update_or_create(
            user=ada, email=address, defaults={"primary": address == ada.email, "verified": True}
        )


def change_the_password(tab: Client) -> None:
    tab.post("/accounts/password/change/", {"oldpassword": PASSWORD, **TWICE})


def choose_a_password(tab: Client) -> None:
    ada = User.objects.get(email="ada@example.org")
    ada.set_unusable_password()
    ada.save()
    tab.force_login(ada, backend="accounts.backends.AddressBackend")
    confirm_with_an_app(tab, ada)
    tab.post("/accounts/password/set/", TWICE)


def forget_the_password(tab: Client) -> None:
    tab.post("/accounts/password/reset/", {"email": "ada@example.org"})
    [link] = re.findall(r"http\S+", str(mail.outbox.pop().body))
    form = tab.get(link, follow=True)
    tab.post(form.redirect_chain[-1][0], TWICE)


def make_the_other_address_the_main_one(tab: Client) -> None:
    tab.post("/accounts/email/", {"email": SECOND, "action_primary": ""})


def remove_an_address(tab: Client) -> None:
    tab.post("/accounts/email/", {"email": SECOND, "action_remove": ""})


def set_an_app_up(tab: Client) -> None:
    secret = re.search(r'id="secret" type="text" value="(\w+)"', tab.get("/accounts/2fa/totp/activate/").text)
    assert secret
    tab.post("/accounts/2fa/totp/activate/", {"code": digits(secret[1])})


def turn_the_app_off(tab: Client) -> None:
    have(Authenticator.Type.TOTP, {"secret": "A" * 32})
    tab.post("/accounts/2fa/totp/deactivate/")


def make_recovery_codes(tab: Client) -> None:
    have(Authenticator.Type.TOTP, {"secret": "A" * 32})
    tab.post("/accounts/2fa/recovery-codes/generate/")


def remove_a_key(tab: Client) -> None:
    key = have(Authenticator.Type.WEBAUTHN, {"name": "Blue key", "credential": {}})
    tab.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")


def have(kind: Authenticator.Type, data: dict[str, object]) -> Authenticator:
    return Authenticator.objects.create(user=User.objects.get(email="ada@example.org"), type=kind, data=data)


CHANGES: dict[Callable[[Client], None], str] = {
    change_the_password: "account/email/password_changed",
    choose_a_password: "account/email/password_set",
    forget_the_password: "account/email/password_reset",
    make_the_other_address_the_main_one: "account/email/email_changed",
    remove_an_address: "account/email/email_deleted",
    set_an_app_up: "mfa/email/totp_activated",
    turn_the_app_off: "mfa/email/totp_deactivated",
    make_recovery_codes: "mfa/email/recovery_codes_generated",
    remove_a_key: "mfa/email/webauthn_removed",
}
WITHOUT_MAIL = [change for change in CHANGES if change is not forget_the_password]  # which begins with an email


@pytest.mark.django_db(transaction=True)  # some are sent when the change is committed, within the request
@pytest.mark.usefixtures("_mail_server")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_owner_hears_what_changed_and_what_to_do_if_it_was_not_them(
    tab: Client, change: Callable[[Client], None]
) -> None:
    change(tab)
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == (subject_of(CHANGES[change]), ["ada@example.org"])
    assert SECOND in sent.body or change not in (make_the_other_address_the_main_one, remove_an_address)
    assert re.search(r": Firefox on Linux\n.*: 192\.0\.2\.1$", str(sent.body), re.M)
    assert re.search(r"^When: \d+ \w+ 20\d\d, \d\d:\d\d (GMT|BST|UTC)$", str(sent.body), re.M)
    [link] = re.findall(r"http\S+", str(sent.body))
    assert 'action="/accounts/password/reset/"' in Client().get(link).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", WITHOUT_MAIL, ids=lambda change: change.__name__)
def test_where_no_mail_server_is_set_none_is_tried(tab: Client, change: Callable[[Client], None]) -> None:
    change(tab)
    assert not mail.outbox


@pytest.mark.usefixtures("_mail_server")
def test_a_new_key_is_told_too(tab: Client, ada: User) -> None:
    """Making one takes a browser: tests/browser/test_passkeys.py does. Here its email is sent as the library does."""
    with context.request_context(RequestFactory().get("/", headers={"user-agent": FIREFOX})):
        get_adapter().send_notification_mail("mfa/email/webauthn_added", ada)
    [sent] = mail.outbox
    assert sent.subject == subject_of("mfa/email/webauthn_added")


@pytest.mark.usefixtures("_mail_server")
@time_machine.travel("2026-07-01T12:00:00Z", tick=False)
def test_the_owner_gets_mail_when_an_operator_removes_the_second_factor(ada: User, settings: LazySettings) -> None:
    settings.SITE_ROOT = "https://descent.example.org"
    have(Authenticator.Type.TOTP, {"secret": "A" * 32})
    out = StringIO()
    call_command("remove_second_factor", ada.email, stdout=out)
    assert "ada@example.org" in out.getvalue()
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == (subject_of("mfa/email/factors_removed"), [ada.email])
    assert "When: 1 Jul 2026, 13:00 BST\nBy: " in sent.body
    assert "\n\nhttps://descent." in sent.body
    assert sent.body.endswith("--\nDescent, descent.example.org")
    call_command("remove_second_factor", ada.email, stdout=out)  # none is left
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("_mail_server")
def test_who_removed_it_is_told_that_no_mail_went_out(ada: User, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    have(Authenticator.Type.TOTP, {"secret": "A" * 32})
    output = StringIO()
    call_command("remove_second_factor", ada.email, stdout=StringIO(), stderr=output)
    assert "Tell Ada yourself." in output.getvalue()
    assert not Authenticator.objects.exists()


@pytest.mark.usefixtures("_mail_server")
def test_a_mail_server_that_is_down_does_not_undo_the_change(tab: Client, ada: User, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = tab.post("/accounts/password/change/", {"oldpassword": PASSWORD, **TWICE}, follow=True)
    assert page.status_code == 200
    ada.refresh_from_db()
    assert ada.check_password(NEW)


@pytest.mark.usefixtures("_mail_server")
def test_what_a_browser_says_of_itself_is_not_repeated(tab: Client) -> None:
    tab.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, **TWICE},
        headers={"user-agent": "open http://evil.test"},
    )
    [sent] = mail.outbox
    assert "evil" not in sent.body
    assert f": {describe_device(chr(32))}" in sent.body
