"""An address counts once its owner has confirmed it, and until then it is in nobody's way."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from accounts.sign_in.adapter import AccountAdapter
from accounts.sign_in.views import ADDRESS_IN_USE, NO_MAIL
from accounts.tests.conftest import PASSWORD
from accounts.tests.mails import subject_of

EMAIL = "/accounts/email/"
CARLS = "carl@example.org"

TOO_MANY = AccountAdapter.error_messages["too_many_login_attempts"]


@pytest.fixture
def _mail_is_sent(settings: LazySettings) -> None:
    settings.EMAIL_URL = "smtp://localhost"  # pytest keeps what is sent
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False


with_mail = pytest.mark.usefixtures("_mail_is_sent")


@pytest.fixture
def tab(ada: User, client_of: Callable[[User], Client]) -> Client:
    """Ada's, who signed in before mail was switched on, and has just typed her password."""
    client = client_of(ada)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def signed_in_as(login: str, password: str = PASSWORD) -> str:
    """The address of the account that this signs in to; empty: none."""
    client = Client()
    client.post("/accounts/login/", {"login": login, "password": password})
    user = client.get("/accounts/login/", follow=True).wsgi_request.user
    return str(user.email) if user.is_authenticated else ""


def confirmed(person: User, email: str | None = None, *, primary: bool = False) -> EmailAddress:
    return EmailAddress.objects.create(
        user=person, email=email or person.email, verified=True, primary=primary or not email
    )


def link_in(index: int = -1) -> str:
    [path] = re.findall(r"http://127.0.0.1:8000(/\S+/confirm-email/\S+)", str(mail.outbox[index].body))
    return str(path)


# ---- where no mail is sent


def test_without_mail_no_address_can_be_added_and_none_is_promised(tab: Client, carl: User) -> None:
    page = tab.post(EMAIL, {"action_add": "", "email": CARLS}, follow=True).text
    assert NO_MAIL in page
    assert "We’ve sent" not in page
    assert 'name="action_add"' not in page
    assert not EmailAddress.objects.filter(email=CARLS).exists()
    assert not mail.outbox


def test_without_mail_no_link_is_promised_for_the_address_of_the_account(tab: Client, ada: User) -> None:
    page = tab.get(EMAIL).text
    assert "every three minutes" not in page
    assert "action_send" not in page
    assert "We sent" not in tab.post(EMAIL, {"action_send": "", "email": ada.email}, follow=True).text


@pytest.mark.parametrize("path", ["confirm-email/", "password/reset/done/"])
def test_no_page_says_that_a_link_was_sent_where_none_is(path: str, db: None, settings: LazySettings) -> None:
    assert Client().get(f"/accounts/{path}").headers["Location"] == "/accounts/login/"
    settings.EMAIL_URL = "smtp://localhost"
    assert "link" in Client().get(f"/accounts/{path}").text


def test_an_address_that_was_typed_somewhere_does_not_sign_in(ada: User, carl: User) -> None:
    """As a site without mail let anybody do."""
    EmailAddress.objects.create(user=ada, email=CARLS)
    EmailAddress.objects.create(user=ada, email="free@example.org")
    ada.set_password("the password of Ada")
    ada.save()
    assert signed_in_as(CARLS, "the password of Ada") == ""
    assert signed_in_as("free@example.org", "the password of Ada") == ""
    assert signed_in_as(CARLS) == CARLS


def test_an_unconfirmed_address_never_becomes_the_main_one(tab: Client, ada: User) -> None:
    EmailAddress.objects.create(user=ada, email="free@example.org")
    page = tab.post(EMAIL, {"action_primary": "", "email": "free@example.org"}, follow=True).text
    assert 'class="error"' in page
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_without_mail_signing_up_needs_only_a_free_address(db: None, ada: User) -> None:
    EmailAddress.objects.create(user=ada, email="nora@example.org")  # squatted
    signup = {"name": "Nora", "email": "NORA@example.org", "password1": PASSWORD}
    assert Client().post("/accounts/signup/", signup).status_code == 302
    assert signed_in_as("nora@example.org") == "nora@example.org"
    page = Client().post("/accounts/signup/", signup).text
    assert AccountAdapter.error_messages["email_taken"] in page


# ---- where mail is sent


@with_mail
def test_a_link_alone_confirms_nothing_for_an_account_of_somebody_else(tab: Client, ada: User) -> None:
    tab.post(EMAIL, {"action_add": "", "email": "emil@example.org"})
    assert mail.outbox[0].to == ["emil@example.org"]
    assert "Ada" not in mail.outbox[0].body

    emil = Client()
    assert 'name="password"' in emil.get(link_in()).text
    for password in ("", "Emil's own password"):
        page = emil.post(link_in(), {"password": password}).text
        assert AccountAdapter.error_messages["incorrect_password"] in page
    assert not EmailAddress.objects.filter(email="emil@example.org", verified=True).exists()


@with_mail
@pytest.mark.parametrize("how", ["signed in", "by the password"])
def test_the_owner_of_the_account_confirms_another_address(how: str, tab: Client, ada: User) -> None:
    confirmed(ada)
    tab.post(EMAIL, {"action_add": "", "email": "ada@example.com"})
    reader, sent = (tab, {}) if how == "signed in" else (Client(), {"password": PASSWORD})
    reader.post(link_in(), sent)
    assert EmailAddress.objects.get(email="ada@example.com").verified
    assert signed_in_as("ada@example.com") == ada.email


@with_mail
def test_opening_a_link_for_another_account_signs_nobody_out(
    tab: Client, ada: User, carl: User, client_of: Callable[[User], Client]
) -> None:
    tab.post(EMAIL, {"action_add": "", "email": "carl@example.com"})
    carls = client_of(carl)
    carls.get(link_in())
    assert carls.get("/account/settings/").status_code == 200


@with_mail
@pytest.mark.parametrize("row", [None, False, True])
def test_whoever_has_an_account_is_not_locked_out_by_others(
    row: bool | None, tab: Client, ada: User, carl: User
) -> None:
    """An account made in the admin or before mail has no confirmed address; another account asks for it first."""
    if row is not None:
        EmailAddress.objects.create(user=carl, email=CARLS, primary=True, verified=row)
    tab.post(EMAIL, {"action_add": "", "email": CARLS})
    assert mail.outbox[0].subject == subject_of("account/email/address_in_use")
    assert "confirm-email" not in mail.outbox[0].body

    stranger = Client()
    stranger.post("/accounts/login/", {"login": CARLS.upper(), "password": PASSWORD})
    if not row:
        assert signed_in_as(CARLS) == ""  # not before it is confirmed
        stranger.post(link_in())  # sent at once, whatever went to this address for others
    assert signed_in_as(CARLS) == CARLS


@with_mail
def test_a_link_sent_before_the_owner_had_an_account_is_refused_afterwards(tab: Client, ada: User) -> None:
    tab.post(EMAIL, {"action_add": "", "email": CARLS})
    link = link_in()
    User.objects.create_user(CARLS, PASSWORD, name="Carl")
    page = tab.post(link, follow=True).text
    refusal = render_to_string("account/messages/email_confirmation_failed.txt", {"email": CARLS})
    assert refusal.strip() in page
    assert not EmailAddress.objects.filter(user=ada, verified=True).exists()


@with_mail
def test_an_unconfirmed_address_of_somebody_else_is_free_for_its_owner(ada: User) -> None:
    EmailAddress.objects.create(user=ada, email="nora@example.org")
    nora = Client()
    nora.post("/accounts/signup/", {"name": "Nora", "email": "nora@example.org", "password1": PASSWORD})
    assert signed_in_as("nora@example.org") == ""
    nora.post(link_in(0))
    assert signed_in_as("nora@example.org") == "nora@example.org"


@with_mail
def test_who_signs_up_with_the_address_of_another_needs_more_than_a_click(db: None) -> None:
    Client().post("/accounts/signup/", {"name": "Emil Novak", "email": "emil@example.org", "password1": PASSWORD})
    Client().post(link_in())
    assert signed_in_as("emil@example.org") == ""


@with_mail
def test_the_owner_of_an_address_takes_over_what_others_began_with_it(db: None) -> None:
    Client().post("/accounts/signup/", {"name": "Mallory", "email": "emil@example.org", "password1": PASSWORD})
    signup = Client().post("/accounts/signup/", {"name": "Emil", "email": "emil@example.org", "password1": PASSWORD})
    assert signup.headers["Location"] == "/accounts/confirm-email/"  # as for a free address
    assert mail.outbox[-1].subject == subject_of("account/email/account_already_exists")

    emil = Client()
    emil.post("/accounts/password/reset/", {"email": "emil@example.org"})
    [link] = re.findall(r"http\S+/reset/key/\S+", str(mail.outbox[-1].body))
    form = emil.get(link, follow=True)
    emil.post(form.redirect_chain[-1][0], {"password1": "Emil's long password", "password2": "Emil's long password"})
    assert signed_in_as("emil@example.org", "Emil's long password") == "emil@example.org"
    assert signed_in_as("emil@example.org") == ""


@with_mail
def test_a_link_for_a_new_password_goes_to_the_owner_alone(ada: User) -> None:
    EmailAddress.objects.create(user=ada, email="nora@example.org")
    Client().post("/accounts/password/reset/", {"email": "nora@example.org"})
    assert mail.outbox[-1].subject == subject_of("account/email/unknown_account")
    Client().post("/accounts/password/reset/", {"email": "ADA@example.org"})
    assert mail.outbox[-1].to == ["ada@example.org"]


@with_mail
def test_choosing_a_taken_address_as_the_main_one_is_a_sentence_and_changes_nothing(
    tab: Client, ada: User, carl: User
) -> None:
    confirmed(ada)
    confirmed(ada, CARLS)
    page = tab.post(EMAIL, {"action_primary": "", "email": CARLS}, follow=True)
    assert page.status_code == 200
    assert ADDRESS_IN_USE in page.text
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert EmailAddress.objects.get(user=ada, primary=True).email == "ada@example.org"


@with_mail
def test_the_main_address_cannot_be_removed_whatever_its_row_says(tab: Client, ada: User) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, primary=False)
    EmailAddress.objects.create(user=ada, email="free@example.org")
    tab.post(EMAIL, {"action_remove": "", "email": ada.email})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


@with_mail
def test_whoever_runs_the_site_can_vouch_for_an_address(ada: User, carl: User) -> None:
    EmailAddress.objects.create(user=carl, email=ada.email)
    assert signed_in_as(ada.email) == ""
    call_command("confirm_address", "ADA@example.org")
    assert signed_in_as(ada.email) == ada.email
    assert not EmailAddress.objects.filter(user=carl, email=ada.email).exists()


@with_mail
def test_the_first_admin_signs_in_before_mail_works(db: None) -> None:
    User.objects.create_superuser("Root@example.org", PASSWORD, name="Root")
    assert signed_in_as("root@example.org") == "root@example.org"
    assert not mail.outbox


def test_case_makes_no_difference(ada: User) -> None:
    confirmed(ada, "second@example.org")
    assert signed_in_as("ADA@Example.ORG") == ada.email
    assert signed_in_as("Second@Example.org") == ada.email


@with_mail
@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_remove"])
def test_a_browser_left_open_changes_no_address(action: str, ada: User, client_of: Callable[[User], Client]) -> None:
    confirmed(ada, primary=True)
    typed = "new@example.org" if action == "action_add" else "second@example.org"
    confirmed(ada, "second@example.org")
    client, earlier_rows = client_of(ada), list(EmailAddress.objects.order_by("pk").values())
    question = client.post(EMAIL, {action: "", "email": typed}).headers["Location"]
    assert question == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert list(EmailAddress.objects.order_by("pk").values()) == earlier_rows
    client.post(question, {"password": PASSWORD, "next": EMAIL})
    assert list(EmailAddress.objects.order_by("pk").values()) != earlier_rows  # what was asked for is done then


# ---- links and tries


@with_mail
@pytest.mark.parametrize("host", ["localhost:6666", "127.0.0.1:1"])
def test_links_in_mail_are_of_the_site_whatever_host_was_asked_for(
    host: str, ada: User, settings: LazySettings
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.SITE_ROOT = "https://descent.example.org"
    confirmed(ada)
    client = Client(headers={"host": host})
    client.post("/accounts/password/reset/", {"email": ada.email})
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    client.post("/accounts/signup/", {"name": "Nora", "email": "nora@example.org", "password1": PASSWORD})
    client.post("/accounts/signup/", {"name": "Ada", "email": ada.email, "password1": PASSWORD})
    assert len(mail.outbox) == 4
    for sent in mail.outbox:
        assert set(re.findall(r"https?://[^/\s]+", str(sent.body))) == {"https://descent.example.org"}
        assert str(sent.body).endswith("--\nDescent, descent.example.org")


def test_failed_tries_from_elsewhere_do_not_lock_the_owner_out(ada: User) -> None:
    guess = {"login": ada.email, "password": "a wrong password"}
    for port in range(6):  # a Host with another port is no other place
        page = Client(REMOTE_ADDR="192.0.2.66", headers={"host": f"localhost:{port + 1}"}).post(
            "/accounts/login/", guess
        )
    assert TOO_MANY in page.text
    assert signed_in_as(ada.email) == ada.email


def test_tries_from_many_places_have_an_end(ada: User, settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_anywhere": "7/h/key"}
    guess = {"login": ada.email, "password": "a wrong password"}
    pages = [Client(REMOTE_ADDR=f"192.0.2.{number}").post("/accounts/login/", guess).text for number in range(8)]
    assert TOO_MANY not in pages[6]
    assert TOO_MANY in pages[7]
    cache.clear()
    for _ in range(9):  # what succeeds is not counted
        assert signed_in_as(ada.email) == ada.email
