"""What django-allauth says to a person is said in our words. What an upgrade brings fails here until it is read."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import allauth
import pytest
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import LazySettings
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import User
from accounts.sign_in.adapter import AccountAdapter, MFAAdapter
from accounts.sign_in.forms import DIGITS, WRONG_CODE, WRONG_DIGITS
from accounts.tests.conftest import PASSWORD, confirm_with_an_app
from accounts.tests.mails import subject_of
from lib.error_messages import FORM_MESSAGES

LIBRARY = Path(allauth.__file__).parent
OURS = Path(__file__).parents[2] / "templates"
NOT_OUR_VOICE = re.compile(r"!(?!=)|\bplease\b|successful|\bsorry\b|\blog(ged)? ?in\b|authenticat(e|ion)\b", re.I)

BY_CODE = "we send links, not codes"
PHONE = "nobody gives us a telephone number"
NOT_SENT = "the library has the text and sends it nowhere"
FRAME = "our pages extend allauth/layouts/base.html and name themselves"
USER_NAME = "nobody has a user name"
HIDDEN = "ACCOUNT_PREVENT_ENUMERATION is on: who has an account is not told"
NOT_SHOWN = {
    "account/base_confirm_code.html": BY_CODE,
    "account/confirm_email_verification_code.html": BY_CODE,
    "account/confirm_login_code.html": BY_CODE,
    "account/confirm_password_reset_code.html": BY_CODE,
    "account/request_login_code.html": BY_CODE,
    "account/confirm_reauthentication_code.html": BY_CODE,
    "account/request_reauthentication_code.html": BY_CODE,
    "account/email/login_code_message.txt": BY_CODE,
    "account/email/login_code_subject.txt": BY_CODE,
    "account/email/password_reset_code_message.txt": BY_CODE,
    "account/email/password_reset_code_subject.txt": BY_CODE,
    "account/messages/login_code_sent.txt": BY_CODE,
    "account/confirm_phone_verification_code.html": PHONE,
    "account/phone_change.html": PHONE,
    "account/messages/phone_verification_sent.txt": PHONE,
    "account/messages/phone_verified.txt": PHONE,
    "account/email/email_confirm_message.txt": NOT_SENT,
    "account/email/email_confirm_subject.txt": NOT_SENT,
    "account/base_reauthenticate.html": FRAME,
    "mfa/recovery_codes/base.html": FRAME,
    "mfa/totp/base.html": FRAME,
    "mfa/webauthn/base.html": FRAME,
    "account/snippets/already_logged_in.html": FRAME,
    "account/snippets/warn_no_email.html": FRAME,
    "account/email_change.html": "ACCOUNT_CHANGE_EMAIL is off: an account may have several addresses",
    "account/signup_by_passkey.html": "an account begins with a password",
    "mfa/webauthn/signup_form.html": "an account begins with a password",
    "account/verified_email_required.html": "no page of ours asks for it",
    "mfa/trust.html": "MFA_TRUST_ENABLED is off",
    "usersessions/usersession_list.html": "accounts:sign_ins stands in its place",
    "usersessions/messages/sessions_logged_out.txt": "accounts:sign_ins stands in its place",
}
NOT_RAISED = {
    "phone_password_mismatch": PHONE,
    "phone_taken": PHONE,
    "unknown_phone": PHONE,
    "select_only_one": PHONE,
    "incorrect_code": BY_CODE,
    "invalid_login": BY_CODE,
    "same_as_current": BY_CODE,
    "username_blacklisted": USER_NAME,
    "username_password_mismatch": USER_NAME,
    "username_taken": USER_NAME,
    "unknown_email": HIDDEN,
}
PASSWORDLESS = (
    "Enabling passwordless operation allows you to sign in using just this key, but imposes additional requirements"
    " such as biometrics or PIN protection."
)
IN_CODE = {  # what the library's Python says besides its adapters' error messages
    "accounts/sign_in/forms.py names the field": {
        *("Email", "Email address", "Email (optional)", "Current Password", "New Password", "New Password (again)"),
        *("Code", "Authenticator code", "Password (again)", "Passwordless"),
        PASSWORDLESS,
    },
    "it is as we would say it": {
        *("Password", "Forgot your password?", "You must type the same password each time."),
    },
    "AccountAdapter.get_reauthentication_methods says it": {
        *("Use your password", "Use authenticator app or code", "Use a security key"),
    },
    "MFAAdapter.generate_authenticator_name says it": {"Master key", "Backup key", "Key nr. {number}"},
    "ACCOUNT_SESSION_REMEMBER is set": {"Remember Me"},
    "the address is asked for once": {
        *("Email (again)", "Email address confirmation", "You must type the same email each time.")
    },
    BY_CODE: {"Send me a sign-in code"},
    USER_NAME: {
        *("Username", "Username (optional)", "Username, email or phone", "Username or email", "Username or phone"),
        *("Email or phone", "Login"),
    },
    PHONE: {"Phone", "Enter a phone number including country code (e.g. +1 for the US)."},
}


@pytest.fixture(autouse=True)
def _mail_is_sent(settings: LazySettings) -> None:
    settings.EMAIL_URL = "smtp://localhost"  # pytest keeps what is sent


def test_each_text_with_words_is_ours_or_never_shown() -> None:
    root = LIBRARY / "templates"
    paths = [path for app in ("account", "mfa", "usersessions") for path in (root / app).rglob("*.*")]
    worded = {str(path.relative_to(root)) for path in paths if re.search(r"{% *(block)?trans", path.read_text())}
    missing = {name for name in worded if not (OURS / name).exists()}
    assert missing == NOT_SHOWN.keys()


def test_each_error_is_ours_or_never_raised() -> None:
    same = {
        code
        for adapter, library_adapter in ((AccountAdapter, DefaultAccountAdapter), (MFAAdapter, DefaultMFAAdapter))
        for code, text in library_adapter.error_messages.items()
        if adapter.error_messages[code] == text
    }
    assert same == NOT_RAISED.keys()


def test_each_word_in_the_librarys_code_was_read() -> None:
    errors = {str(text) for text in DefaultAccountAdapter.error_messages.values()}
    errors |= {str(text) for text in DefaultMFAAdapter.error_messages.values()}
    assert set(_words_in_code()) - errors == set().union(*IN_CODE.values())


def _words_in_code() -> Iterator[str]:
    for path in (path for app in ("account", "core", "mfa", "usersessions") for path in (LIBRARY / app).rglob("*.py")):
        folders = set(path.relative_to(LIBRARY).parts)
        if {"tests", "migrations", "management"} & folders or path.stem in ("models", "apps", "admin"):
            continue
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id in ("_", "gettext", "gettext_lazy", "pgettext"):
                argument = call.args[-1]
                assert isinstance(argument, ast.Constant)
                yield str(argument.value)


def test_the_reasons_hold() -> None:
    by_code = (
        app_settings.LOGIN_BY_CODE_ENABLED,
        app_settings.EMAIL_VERIFICATION_BY_CODE_ENABLED,
        app_settings.PASSWORD_RESET_BY_CODE_ENABLED,
    )
    assert not any(by_code)
    assert set(app_settings.SIGNUP_FIELDS) == {"email", "password1"}
    assert not any('"account/email/email_confirm"' in path.read_text() for path in LIBRARY.rglob("*.py"))
    assert not app_settings.CHANGE_EMAIL
    assert app_settings.PREVENT_ENUMERATION
    assert not mfa_settings.PASSKEY_SIGNUP_ENABLED
    assert not mfa_settings._TRUST_STAGE_ENABLED


# ---------------------------------------------------------------- as a person reads it


def main_of(page: str) -> str:
    match = re.search(r"<main.*?</main>", page, re.S)
    assert match
    html = re.sub(r"<(svg|script).*?</\1>", "", match[0], flags=re.S)
    return " ".join(strip_tags(html).split())


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("login/", "account/login.html"),
        ("signup/", "account/signup.html"),
        ("password/reset/", "account/password_reset.html"),
        ("password/reset/done/", "account/password_reset_done.html"),
        ("password/reset/key/done/", "account/password_reset_from_key_done.html"),
        ("password/reset/key/1-set-password/", "account/password_reset_from_key.html"),
        ("confirm-email/", "account/verification_sent.html"),
        ("confirm-email/used/", "account/email_confirm.html"),
        ("inactive/", "account/account_inactive.html"),
    ],
)
def test_a_page_at_the_door_speaks_as_we_do(client: Client, db: None, path: str, template: str) -> None:
    page = client.get(f"/accounts/{path}")
    assert template in [used.name for used in page.templates]
    assert not NOT_OUR_VOICE.search(main_of(page.text))


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("logout/", "account/logout.html"),
        ("email/", "account/email.html"),
        ("password/change/", "account/password_change.html"),
        ("reauthenticate/", "account/reauthenticate.html"),
        ("2fa/", "mfa/index.html"),
        ("2fa/reauthenticate/", "mfa/reauthenticate.html"),
        ("2fa/totp/deactivate/", "mfa/totp/deactivate_form.html"),
        ("2fa/recovery-codes/", "mfa/recovery_codes/index.html"),
        ("2fa/recovery-codes/generate/", "mfa/recovery_codes/generate.html"),
        ("2fa/webauthn/", "mfa/webauthn/authenticator_list.html"),
        ("2fa/webauthn/add/", "mfa/webauthn/add_form.html"),
        ("2fa/webauthn/reauthenticate/", "mfa/webauthn/reauthenticate.html"),
        ("2fa/webauthn/keys/KEY/edit/", "mfa/webauthn/edit_form.html"),
        ("2fa/webauthn/keys/KEY/remove/", "mfa/webauthn/authenticator_confirm_delete.html"),
    ],
)
def test_a_page_of_the_account_speaks_as_we_do(secured: Client, path: str, template: str) -> None:
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    page = secured.get(f"/accounts/{path.replace('KEY', str(key.pk))}")
    assert template in [used.name for used in page.templates]
    assert not NOT_OUR_VOICE.search(main_of(page.text))


@pytest.fixture
def secured(ada: User, tab: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Ada's, who has an app, a key and recovery codes and has just typed her password."""
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    kinds = Authenticator.Type
    data = {kinds.TOTP: {"secret": "A" * 32}, kinds.WEBAUTHN: {"name": "Blue key", "credential": {}}}
    data[kinds.RECOVERY_CODES] = {"seed": "seed", "used_mask": 0}
    for kind, facts in data.items():
        Authenticator.objects.create(user=ada, type=kind, data=facts)
    return tab


def test_the_second_factor_is_asked_for_in_our_words(secured: Client, ada: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    text = main_of(client.get("/accounts/2fa/authenticate/").text)
    assert not NOT_OUR_VOICE.search(text)
    wrong = main_of(client.post("/accounts/2fa/authenticate/", {"code": "000000"}).text)
    assert WRONG_CODE["incorrect_code"] in wrong
    refused = main_of(client.post("/accounts/2fa/authenticate/", {"credential": "5"}).text)
    assert MFAAdapter.error_messages["incorrect_code"] in refused


def test_people_with_only_an_app_read_nothing_about_passkeys(secured: Client, ada: User) -> None:
    Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).delete()
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    for page in (client.get("/accounts/2fa/authenticate/"), client.post("/accounts/2fa/authenticate/", {"code": "0"})):
        assert DIGITS in page.text
        assert "key" not in main_of(page.text)


def test_a_wrong_code_during_set_up_mentions_only_the_app(tab: Client) -> None:
    tab.get("/accounts/2fa/totp/activate/")
    wrong = main_of(tab.post("/accounts/2fa/totp/activate/", {"code": "000000"}).text)
    assert WRONG_DIGITS["incorrect_code"] in wrong


@pytest.mark.parametrize(
    ("path", "typed", "says"),
    [
        ("login/", {"login": "ada@example.org", "password": "wrong"}, "email_password_mismatch"),
        ("signup/", {"email": "ada@example.org", "password1": PASSWORD, "name": "A"}, "email_taken"),
        ("password/reset/", {"email": "nowhere"}, FORM_MESSAGES[forms.EmailField]["invalid"]),
    ],
)
def test_form_errors_use_our_own_messages(
    ada: User, client: Client, path: str, typed: dict[str, str], says: str
) -> None:
    message = AccountAdapter.error_messages.get(says, says)
    assert message in main_of(client.post(f"/accounts/{path}", typed).text)


def test_a_person_without_a_password_can_choose_one(ada: User, client_of: Callable[[User], Client]) -> None:
    ada.set_unusable_password()
    ada.save()
    client = client_of(ada)
    confirm_with_an_app(client, ada)
    page = client.get("/accounts/password/change/", follow=True)
    assert "account/password_set.html" in [used.name for used in page.templates]
    assert not NOT_OUR_VOICE.search(main_of(page.text))


# ---------------------------------------------------------------- what happened, and what is sent


def message_of(name: str) -> str:
    return render_to_string(f"account/messages/{name}.txt", {"email": "o'neil@example.org"}).strip()


def test_what_happened_to_addresses_is_said_and_each_has_its_own_buttons(
    ada: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(ada)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    texts = [
        client.post("/accounts/email/", {"email": "o'neil@example.org", action: ""}, follow=True).text
        for action in ("action_add", "action_primary", "action_send", "action_remove")
    ]
    assert 'name="action_remove"' in texts[0]
    assert 'name="action_primary"' not in texts[0]  # not before it is confirmed
    assert [re.findall(r'<ul class="messages">\s*<li[^>]*>(.*?)</li>', page) for page in texts] == [
        [message_of("email_confirmation_sent")],
        [message_of("unverified_primary_email")],
        [message_of("email_confirmation_is_recent")],
        [message_of("email_deleted")],
    ]


def test_a_changed_password_is_told_once(ada: User, client: Client) -> None:
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"}
    page = client.post("/accounts/password/change/", new, follow=True).text
    assert page.count('<ul class="messages">') == 1
    assert "signed in as" not in page


@pytest.fixture
def _mandatory(settings: LazySettings) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.mark.usefixtures("_mandatory")
@pytest.mark.parametrize(
    ("path", "typed", "subject", "says"),
    [
        ("signup/", {"email": "o'neil@example.org", "password1": PASSWORD, "name": "O’Neil & Co"},
         "account/email/email_confirmation", "three days"),
        ("signup/", {"email": "ada@example.org", "password1": PASSWORD, "name": "Ada"},
         "account/email/account_already_exists", "ada@example.org"),
        ("password/reset/", {"email": "ada@example.org"}, "account/email/password_reset_key", "within three days"),
        ("password/reset/", {"email": "no'one@example.org"}, "account/email/unknown_account", "no'one@example.org"),
    ],
)  # fmt: skip
def test_an_e_mail_says_who_asked_for_what_and_what_to_do(
    ada: User, client: Client, path: str, typed: dict[str, str], subject: str, says: str
) -> None:
    client.post(f"/accounts/{path}", typed)
    [sent] = mail.outbox
    assert sent.subject == subject_of(subject)
    assert says in sent.body
    assert "http://127.0.0.1:8000/accounts/" in sent.body
    assert sent.body.endswith("--\nDescent, 127.0.0.1:8000")
    assert not NOT_OUR_VOICE.search(sent.body.replace("/confirm-email/", ""))


def test_the_days_that_a_link_works_are_three(settings: LazySettings) -> None:
    assert app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS == 3
    assert settings.PASSWORD_RESET_TIMEOUT == 3 * 24 * 60 * 60
