import re
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Background, Role, User
from accounts.sign_in.adapter import AccountAdapter
from tests.markup import squeeze

SIGNUP = {"name": "Nora", "email": "Nora@Example.org", "password1": "a long enough password"}


def test_somebody_signs_up_with_name_address_and_password(client: Client, db: None) -> None:
    reply = client.post(reverse("account_signup"), SIGNUP)

    nora = User.objects.get()
    assert reply.headers["Location"] == reverse("progress:start")
    assert (nora.name, nora.email, nora.role) == ("Nora", "nora@example.org", Role.LEARNER)


def test_the_first_field_with_something_wrong_has_the_focus(client: Client, db: None) -> None:
    page = client.post(reverse("account_signup"), SIGNUP | {"email": "nora", "password1": "short"}).text

    focused = [tag for tag in re.findall(r"<input[^>]*>", page) if "autofocus" in tag]
    assert len(focused) == 1
    assert 'name="email"' in focused[0]
    assert "autofocus" not in client.get(reverse("account_signup")).text


def test_a_refused_sign_in_begins_at_its_first_field_and_says_there_why(client: Client, ada: User) -> None:
    page = squeeze(client.post(reverse("account_login"), {"login": ada.email, "password": "wrong"}).text)

    [focused] = [tag for tag in re.findall(r"<input[^>]*>", page) if "autofocus" in tag]
    assert 'name="login"' in focused
    assert 'aria-describedby="form_error"' in focused
    assert f'id="form_error"><li>{AccountAdapter.error_messages["email_password_mismatch"]}</li>' in page


def test_signing_up_cannot_choose_a_role(client: Client, db: None) -> None:
    client.post(reverse("account_signup"), SIGNUP | {"role": "admin", "is_superuser": "on"})

    nora = User.objects.get()
    assert nora.role == Role.LEARNER
    assert not nora.is_superuser


def test_a_wrong_time_zone_is_refused_and_nothing_is_lost(ada: User, client: Client) -> None:
    client.force_login(ada, backend="accounts.backends.AddressBackend")

    page = client.post(
        reverse("accounts:settings"), {"name": "Ada L", "background": "refresher", "time_zone": "Mars/Olympus"}
    )

    ada.refresh_from_db()
    assert ada.time_zone == "Europe/London"
    assert b"Ada L" in page.content  # what was typed stands there still
    with pytest.raises(ValidationError, match="Mars/Olympus"):
        User(email="x@example.org", name="x", time_zone="Mars/Olympus").full_clean()


def test_settings_are_for_signed_in_people(client: Client, db: None) -> None:
    assert client.get(reverse("accounts:settings")).status_code == 302


def test_only_admins_enter_the_admin(ada: User, emmy: User, grace: User) -> None:
    assert [user.is_staff for user in (ada, emmy, grace)] == [False, False, True]


def test_before_they_tell_the_longer_estimate_applies() -> None:
    assert User(name="new").hours_background == Background.FROM_SCRATCH


def test_who_forgot_the_password_is_told_whom_to_ask_where_no_mail_is_sent(
    client: Client, db: None, settings: LazySettings
) -> None:
    settings.EMAIL_URL = ""
    page = client.get("/accounts/password/reset/").content.decode()
    assert "manage.py changepassword" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    settings.EMAIL_URL = "smtp://localhost"
    assert 'action="/accounts/password/reset/"' in client.get("/accounts/password/reset/").content.decode()


def test_a_time_zone_is_found_by_its_region_and_city(client_of: Callable[[User], Client], ada: User) -> None:
    page = client_of(ada).get("/account/settings/").text
    _, _, america = page.partition('<optgroup label="America">')
    assert '<option value="America/Argentina/Buenos_Aires">Buenos Aires, Argentina</option>' in america
    assert '<option value="Europe/London" selected>London</option>' in page


def test_a_former_name_of_a_time_zone_is_listed_as_todays(client_of: Callable[[User], Client], ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(time_zone="Asia/Calcutta")
    page = client_of(ada).get("/account/settings/").text
    assert '<option value="Asia/Kolkata" selected>Kolkata</option>' in page
    for former in ("Calcutta", "Dacca", "ComodRivadavia", "Knox IN"):
        assert former not in page
