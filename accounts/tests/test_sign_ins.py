"""Where an account is signed in: device, place, last seen; one can be ended, or all others."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.sessions.actions import delete_expired_sign_ins
from accounts.sessions.user_agents import describe_device
from accounts.tests.conftest import PASSWORD
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
URL = "/account/sign-ins/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 "
    "Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on an iPhone"),
        (EDGE, "Edge on Windows"),
        ("python-requests/2.32", "A Python program"),
        ("<script>alert(1)</script>", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_told_in_words(agent: str, device: str) -> None:
    assert describe_device(agent) == device


def signed_in(user: User, agent: str, address: str) -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(URL).status_code == 200
    return client


def test_each_sign_in_is_listed_with_this_one_first(ada: User, carl: User) -> None:
    laptop = signed_in(ada, FIREFOX, "192.0.2.1")
    signed_in(ada, PHONE, "192.0.2.2")
    signed_in(carl, EDGE, "192.0.2.3")
    text = squeeze(laptop.get(URL).text)
    assert "<h1>2 devices" in text
    assert text.index("Firefox on Linux") < text.index("<b>(this") < text.index("Safari on an iPhone")
    assert "192.0.2.1, last seen" in text
    assert "192.0.2.3" not in text


def test_one_is_ended_and_the_others_stay(ada: User) -> None:
    laptop, phone = signed_in(ada, FIREFOX, "192.0.2.1"), signed_in(ada, PHONE, "192.0.2.2")
    tablet = signed_in(ada, EDGE, "192.0.2.3")
    row = UserSession.objects.get(ip="192.0.2.2")
    assert 'class="success"' in laptop.post(f"{URL}{row.pk}/end/", follow=True).text
    assert [client.get(URL).status_code for client in (laptop, phone, tablet)] == [200, 302, 200]
    assert 'class="success"' in laptop.post(f"{URL}{row.pk}/end/", follow=True).text


def test_all_others_are_ended_at_once(ada: User, carl: User) -> None:
    laptop, phone = signed_in(ada, FIREFOX, "192.0.2.1"), signed_in(ada, PHONE, "192.0.2.2")
    carls = signed_in(carl, EDGE, "192.0.2.3")
    text = laptop.post(f"{URL}end-others/", follow=True).text
    assert "1 signed out." in text
    assert [client.get(URL).status_code for client in (laptop, phone, carls)] == [200, 302, 200]


def test_nobody_ends_another_s(ada: User, carl: User) -> None:
    phone, carls = signed_in(ada, PHONE, "192.0.2.2"), signed_in(carl, EDGE, "192.0.2.3")
    carls.post(f"{URL}{UserSession.objects.get(user=ada).pk}/end/")
    assert phone.get(URL).status_code == 200


def test_ending_one_asks_for_the_password_and_then_ends_it(ada: User) -> None:
    laptop, phone = signed_in(ada, FIREFOX, "192.0.2.1"), signed_in(ada, PHONE, "192.0.2.2")
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        question = laptop.post(f"{URL}end-others/")
        assert phone.get(URL).status_code == 200
        laptop.post(question.headers["Location"], {"password": PASSWORD})
        assert phone.get(URL).status_code == 302


def test_one_in_use_ends_after_so_many_days(ada: User, settings: LazySettings) -> None:
    laptop, start = signed_in(ada, FIREFOX, "192.0.2.1"), timezone.now()
    for days in range(10, settings.SESSION_MAX_DAYS, 10):
        with time_machine.travel(start + timedelta(days=days)):
            assert laptop.get(URL).status_code == 200
    with time_machine.travel(start + timedelta(days=settings.SESSION_MAX_DAYS, minutes=1)):
        assert laptop.get(URL).headers["Location"] == f"/accounts/login/?next={URL}"


def test_the_address_goes_with_the_session(ada: User) -> None:
    client = signed_in(ada, FIREFOX, "192.0.2.1")
    phone = signed_in(ada, PHONE, "192.0.2.2")
    client.post("/accounts/logout/")
    Session.objects.filter(session_key=phone.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert delete_expired_sign_ins() == 2
    assert not Session.objects.exists()


def test_when_it_was_last_seen_is_written_every_ten_minutes_only(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    session = client.session
    del session["seen"]
    session.save()
    client.get(URL)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    client.get(URL)
    assert UserSession.objects.get().last_seen_at < timezone.now() - timedelta(hours=23)
    session = client.session
    session["seen"] -= 601
    session.save()
    client.get(URL)
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_the_list_shows_from_where_a_sign_in_was_used_last(ada: User) -> None:
    client = signed_in(ada, FIREFOX, "192.0.2.1")
    first = UserSession.objects.get()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        client.get("/", headers={"user-agent": PHONE}, REMOTE_ADDR="192.0.2.7")
    newest = UserSession.objects.get()
    assert (newest.pk, newest.created_at) == (first.pk, first.created_at)
    assert (newest.ip, newest.user_agent) == ("192.0.2.7", PHONE)
    assert newest.last_seen_at > first.last_seen_at + timedelta(minutes=59)


def test_a_session_that_has_been_ended_meanwhile_does_not_come_back(ada: User, client_of: ClientOf) -> None:
    session = client_of(ada).session
    session["theme"] = "dark"
    session.save()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


def test_the_number_of_queries_is_the_same_for_one_and_for_twenty(ada: User) -> None:
    client = signed_in(ada, FIREFOX, "192.0.2.1")
    counts = []
    for number in (0, 20):
        for index in range(number):
            key = f"{index:032}"
            Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=1))
            UserSession.objects.create(user=ada, ip="192.0.2.9", user_agent=PHONE, session_key=key)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ---------------------------------------------------------------- the second factor is lost


def test_a_command_removes_a_lost_second_factor(ada: User) -> None:
    phone = signed_in(ada, PHONE, "192.0.2.2")
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "x"})
    out = StringIO()
    call_command("remove_second_factor", ada.email.upper(), stdout=out)
    assert out.getvalue().startswith("1 removed.")
    assert not Authenticator.objects.exists()
    assert phone.get(URL).status_code == 302
    signed_in(ada, PHONE, "192.0.2.2")


def test_the_command_names_an_unknown_address(db: None) -> None:
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        call_command("remove_second_factor", "nobody@example.org")
