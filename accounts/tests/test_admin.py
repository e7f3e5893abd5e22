"""The admin: no secret on any page, a second factor at its door, and always somebody who can open it."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client

from accounts.admins import LAST_ADMIN, LastAdminError, require_another_admin
from accounts.models import ADDRESS_TAKEN, Role, User
from accounts.tests.conftest import PASSWORD, digits

ClientOf = Callable[[User], Client]
PEOPLE = "/admin/accounts/user/"
SECRET = "A" * 32


def facts(person: User, **changes: str) -> dict[str, str]:
    """What the form of a person sends."""
    sent = {"name": person.name, "email": person.email, "role": person.role, "time_zone": "UTC", "is_active": "on"}
    return {name: value for name, value in (sent | changes).items() if value}


def edit(client: Client, person: User, **changes: str) -> str:
    return client.post(f"{PEOPLE}{person.pk}/change/", facts(person, **changes), follow=True).text


# ---- what it shows


@pytest.mark.parametrize("page", ["mfa/authenticator", "usersessions/usersession", "account/emailaddress"])
def test_secrets_of_the_library_have_no_page(page: str, grace: User, client_of: ClientOf) -> None:
    factor = Authenticator.objects.create(user=grace, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    for rest in ("", "add/", f"{factor.pk}/change/"):
        answer = client_of(grace).get(f"/admin/{page}/{rest}")
        assert answer.status_code == 404
        assert SECRET not in answer.text


def test_no_model_in_the_admin_holds_a_secret_in_a_field_of_its_own() -> None:
    """A new one is looked at here: what its pages show and its filters answer."""
    secrets = re.compile("secret|token|key|password|^data$|hash")
    named = {
        f"{model._meta.label_lower}.{field.name}"
        for model in admin.site._registry
        for field in model._meta.get_fields()
        if field.concrete and secrets.search(field.name)
    }
    # A host's password has 256 random bits, so its digest tells nothing; ACL lines name it too.
    host = {"exercises.runnerhost.public_key", "exercises.runnerhost.password_sha256"}
    request = {"exercises.submission.request_key"}  # tells one request of its sender from the next, and opens nothing
    assert named == {"accounts.user.password"} | host | request


@pytest.mark.parametrize("lookup", ["password__startswith", "password", "password__gt", "emailaddress__email"])
def test_a_filter_answers_nothing_that_the_list_does_not_show(lookup: str, grace: User, client_of: ClientOf) -> None:
    assert client_of(grace).get(f"{PEOPLE}?{lookup}=md5").status_code == 400
    assert client_of(grace).get(f"{PEOPLE}?role__exact=admin").status_code == 200


def test_people_of_one_name_can_be_told_apart_in_the_picker(
    ada: User, carl: User, grace: User, client_of: ClientOf
) -> None:
    User.objects.filter(pk__in=[ada.pk, carl.pk]).update(name="Sam Hansen")
    asked = {"app_label": "cohorts", "model_name": "membership", "field_name": "user", "term": "Sam"}
    results = client_of(grace).get("/admin/autocomplete/", asked).json()["results"]
    assert {result["text"] for result in results} == {"Sam Hansen (ada@example.org)", "Sam Hansen (carl@example.org)"}


def test_every_page_is_under_the_site_s_policy(grace: User, client_of: ClientOf) -> None:
    policy = client_of(grace).get("/admin/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


# ---- addresses


@pytest.mark.parametrize("typed", ["ADA@example.org", "Ada@Example.org ", "second@example.org"])
def test_an_address_that_somebody_has_is_a_sentence_in_the_form(
    typed: str, ada: User, grace: User, client_of: ClientOf
) -> None:
    EmailAddress.objects.create(user=ada, email="second@example.org", verified=True)
    sent = {"name": "Ada", "email": typed, "role": "learner", "time_zone": "UTC", "is_active": "on"}
    assert ADDRESS_TAKEN in client_of(grace).post(f"{PEOPLE}add/", sent).text
    assert User.objects.count() == 2
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    assert client.get("/account/settings/").status_code == 200


def test_an_account_made_here_has_no_password_and_its_address_is_to_be_confirmed(
    grace: User, client_of: ClientOf
) -> None:
    sent = {"name": "Nora", "email": "Nora@example.org", "role": "learner", "time_zone": "UTC", "is_active": "on"}
    client_of(grace).post(f"{PEOPLE}add/", sent)
    nora = User.objects.get(email="nora@example.org")
    assert not nora.has_usable_password()
    assert list(EmailAddress.objects.values_list("user", "email", "verified")) == [(nora.pk, nora.email, False)]
    client_of(grace).post(PEOPLE, {"action": "confirm_addresses", "_selected_action": [nora.pk]})
    assert EmailAddress.objects.get(user=nora).verified


def test_a_corrected_address_leaves_the_one_before_without_a_door(ada: User, grace: User, client_of: ClientOf) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    edit(client_of(grace), ada, email="new@example.org")
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [("new@example.org", True, False)]
    assert User.objects.with_address("ada@example.org") is None


# ---- the last admin


@pytest.mark.parametrize("changes", [{"role": "learner"}, {"role": "mentor"}, {"is_active": ""}])
def test_the_last_admin_is_neither_demoted_nor_closed(
    changes: dict[str, str], grace: User, client_of: ClientOf
) -> None:
    User.objects.create_user("closed@example.org", role=Role.ADMIN, name="Closed", is_active=False)
    assert LAST_ADMIN in edit(client_of(grace), grace, **changes)
    grace.refresh_from_db()
    assert (grace.role, grace.is_active) == (Role.ADMIN, True)
    User.objects.create_user("other@example.org", role=Role.ADMIN, name="Other")
    edit(client_of(grace), grace, **changes)
    grace.refresh_from_db()
    assert (grace.role, grace.is_active) != (Role.ADMIN, True)


def test_the_last_admin_is_not_deleted(grace: User, client_of: ClientOf) -> None:
    client, other = client_of(grace), User.objects.create_user("other@example.org", role=Role.ADMIN, name="Other")
    everybody = {"action": "delete_selected", "_selected_action": [grace.pk, other.pk], "post": "yes"}
    assert LAST_ADMIN in client.post(PEOPLE, everybody, follow=True).text
    assert User.objects.count() == 2
    client.post(f"{PEOPLE}{other.pk}/delete/", {"post": "yes"})
    assert LAST_ADMIN in client.post(f"{PEOPLE}{grace.pk}/delete/", {"post": "yes"}).text
    assert list(User.objects.all()) == [grace]


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
def test_two_admins_who_leave_at_once_leave_one() -> None:
    people = [User.objects.create_user(f"{name}@example.org", role=Role.ADMIN, name=name) for name in ("a", "b")]
    start = Barrier(2)

    def leave(person: User) -> bool:
        start.wait()
        try:
            with transaction.atomic():
                require_another_admin(leaving=[person])
                User.objects.filter(pk=person.pk).update(role=Role.LEARNER)
        except LastAdminError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(leave, people)) == [False, True]
    assert User.objects.filter(role=Role.ADMIN).count() == 1


# ---- the second factor


@pytest.fixture
def _outside_debug(settings: LazySettings) -> None:
    settings.ADMIN_NEEDS_SECOND_FACTOR = True


@pytest.mark.usefixtures("_outside_debug")
def test_an_admin_without_a_second_factor_is_shown_where_to_set_one_up(grace: User, client_of: ClientOf) -> None:
    client = client_of(grace)
    for path in ("/admin/", PEOPLE, f"{PEOPLE}{grace.pk}/change/"):
        page = client.get(path, follow=True)
        assert page.status_code == 403
        assert 'href="/accounts/2fa/"' in page.text
    assert client.post(f"{PEOPLE}{grace.pk}/change/", facts(grace, name="Changed")).status_code == 302
    grace.refresh_from_db()
    assert grace.name == "Grace"
    assert client.get("/accounts/2fa/").status_code == 200  # it can be reached


@pytest.mark.usefixtures("_outside_debug")
def test_a_session_from_before_the_factor_is_asked_for_it(grace: User, client_of: ClientOf) -> None:
    earlier_client = client_of(grace)
    TOTP.activate(grace, SECRET)
    question = earlier_client.get(PEOPLE, follow=True).redirect_chain[-1][0]
    assert question == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Faccounts%2Fuser%2F"
    earlier_client.post(question, {"code": digits(SECRET), "next": PEOPLE})
    assert earlier_client.get(PEOPLE).status_code == 200


@pytest.mark.usefixtures("_outside_debug")
def test_signing_in_with_the_factor_opens_it(grace: User) -> None:
    TOTP.activate(grace, SECRET)
    client = Client()
    client.post("/accounts/login/", {"login": grace.email, "password": PASSWORD})
    assert client.get(PEOPLE).status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": digits(SECRET)})
    assert client.get(PEOPLE).status_code == 200


@pytest.mark.usefixtures("_outside_debug")
def test_django_s_own_sign_in_never_appears(grace: User, carl: User, client_of: ClientOf) -> None:
    """It would take the password of another admin without their factor."""
    TOTP.activate(grace, SECRET)
    other = User.objects.create_user("other@example.org", role=Role.ADMIN, name="Other")
    client = client_of(other)
    client.post("/admin/login/", {"username": grace.email, "password": PASSWORD})
    assert client.get("/account/settings/").wsgi_request.user == other
    assert client_of(carl).get("/admin/login/").status_code == 403
    assert Client().get("/admin/login/?next=/admin/").headers["Location"] == "/accounts/login/?next=%2Fadmin%2F"


@pytest.mark.usefixtures("_outside_debug")
def test_the_way_to_the_admin_leads_to_no_other_site(grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).get("/admin/login/?next=https://evil.test/").text
    assert "evil.test" not in page
