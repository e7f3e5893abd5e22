"""The page from which people download their data and delete their account."""

import io
import re
from collections.abc import Callable
from datetime import date
from threading import BoundedSemaphore
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.admins import LAST_ADMIN
from accounts.models import User
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort
from cohorts.joining.models import Invitation, expiry
from cohorts.shared_replies.models import SharedReply
from curriculum.models import Topic
from notices.models import Notice
from personal_data import views
from personal_data.inventory import INVENTORY
from personal_data.tests.archives import archive_of
from progress.hours.models import StudyEntry

ClientOf = Callable[[User], Client]
URL = "/account/data/"

pytestmark = pytest.mark.django_db


AT_ONCE = 'id="starts-at-once"'


def fresh(client: Client) -> Client:
    """Whose person has just typed their password."""
    client.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    return client


def test_the_page_lists_the_data_and_offers_the_archive(ada_s_work: User, client_of: ClientOf) -> None:
    client = fresh(client_of(ada_s_work))
    page = client.get(URL).text
    assert "Download everything" in page
    assert "Study entrys" not in page
    names = re.findall(r'<th scope="row">([^<]+)</th>', page)
    assert names.count("Email addresses") == 1
    assert not any(re.search(r"\bemail address\b|\bUser session", name, re.I) for name in names)  # the library's names


def test_the_archive_is_a_file_to_save(ada_s_work: User, client_of: ClientOf) -> None:
    answer = fresh(client_of(ada_s_work)).get(URL + "archive.zip")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="descent-')
    with ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None


def test_many_rows_need_no_more_queries(ada_s_work: User) -> None:
    """Each row would else ask for what it points at."""
    with CaptureQueriesContext(connection) as few:
        archive_of(ada_s_work)
    topic = Topic.objects.first()
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=ada_s_work, kind="coding", minutes=5, day=date(2026, 1, 1), time_zone="UTC", topic=topic)
        for _ in range(5000)
    )
    with CaptureQueriesContext(connection) as many:
        archive_of(ada_s_work)
    assert len(many) == len(few)


def test_an_archive_waits_while_enough_others_are_written(
    ada_s_work: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = fresh(client_of(ada_s_work))
    monkeypatch.setattr(views, "_archives", BoundedSemaphore(1))
    with views._archives:
        for _ in range(11):  # as the page asks by itself: it doesn't count as a download
            answer = client.get(URL + "archive.zip")
            assert (answer.status_code, answer["Refresh"]) == (503, "3")
    assert client.get(URL + "archive.zip").status_code == 200


def test_a_person_gets_ten_archives_an_hour(ada_s_work: User, client_of: ClientOf) -> None:
    client = fresh(client_of(ada_s_work))
    assert {client.get(URL + "archive.zip").status_code for _ in range(10)} == {200}
    refused = client.get(URL + "archive.zip", follow=True)
    assert refused.redirect_chain == [(URL, 302)]
    assert views.TOO_MANY_ARCHIVES in refused.text


def test_deleting_asks_for_the_address_and_then_leaves_nothing(
    ada_s_work: User, carl: User, client_of: ClientOf
) -> None:
    client, mentor = fresh(client_of(ada_s_work)), User.objects.get(email="max@example.org")
    refused = client.post(URL, {"address": "somebody@example.org"}).text
    assert f"That isn’t {ada_s_work.email}." in refused
    assert User.objects.filter(pk=ada_s_work.pk).exists()
    answer = client.post(URL, {"address": f" {ada_s_work.email.upper()} "}, follow=True)
    assert 'class="info"' in answer.text
    for item in INVENTORY:
        owned = item.model._default_manager.exclude(**{item.owner: None})  # what nobody owns is for the whole cohort
        left = owned.exclude(**{f"{item.owner}__in": [mentor.pk]})
        assert not left.exists() or item.model in (User, Announcement, SharedReply), item.model
    assert Announcement.objects.get().writer is None  # it stays with the cohort
    assert SharedReply.objects.get().author is None
    assert set(User.objects.all()) == {carl, mentor}
    assert not Notice.objects.exists()  # neither the mentor's, of a question that is no more
    assert client.get(URL).status_code == 302


def test_every_device_is_signed_out_and_no_session_of_theirs_is_left(
    ada: User, carl: User, client_of: ClientOf
) -> None:
    laptop, phone, carls, asked_for_the_second_factor = client_of(ada), client_of(ada), client_of(carl), Client()
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    typed = {"login": ada.email, "password": "a long enough password"}
    assert "2fa" in asked_for_the_second_factor.post("/accounts/login/", typed).headers["Location"]
    assert Session.objects.count() == 4

    fresh(laptop).post(URL, {"address": ada.email})

    assert [session.session_key for session in Session.objects.all()] == [carls.session.session_key]
    assert [client.get(URL).status_code for client in (laptop, phone, carls)] == [302, 302, 200]
    assert asked_for_the_second_factor.get("/accounts/2fa/authenticate/").headers["Location"] == "/accounts/login/"


def test_the_last_admin_stays(grace: User, client_of: ClientOf) -> None:
    page = fresh(client_of(grace)).post(URL, {"address": grace.email}).text
    assert LAST_ADMIN in page
    assert User.objects.filter(pk=grace.pk).exists()


def test_a_browser_left_open_gives_no_archive(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert AT_ONCE not in client.get(URL).text
    answer = client.get(URL + "archive.zip")
    assert answer.headers["Location"] == "/accounts/reauthenticate/?next=%2Faccount%2Fdata%2F"
    back = client.post(answer.headers["Location"], {"password": "a long enough password", "next": URL})
    assert back.headers["Location"] == URL
    assert AT_ONCE in client.get(URL).text
    assert client.get(URL + "archive.zip").headers["Content-Type"] == "application/zip"


def test_a_browser_left_open_deletes_no_account_and_what_was_typed_is_not_lost(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    question = client.post(URL, {"address": ada.email}).headers["Location"]
    assert question == "/accounts/reauthenticate/?next=%2Faccount%2Fdata%2F"
    client.post(question, {"password": "a wrong password", "next": URL})
    assert User.objects.filter(pk=ada.pk).exists()
    client.post(question, {"password": "a long enough password", "next": URL})
    assert not User.objects.filter(pk=ada.pk).exists()


def test_invitations_to_a_deleted_account_are_deleted(ada: User, emmy: User, client_of: ClientOf) -> None:
    Invitation.objects.create(
        cohort=Cohort.objects.get(), invited_by=emmy, address=ada.email, expires_at=expiry(days=3)
    )
    fresh(client_of(ada)).post(URL, {"address": ada.email})
    assert not Invitation.objects.exists()
