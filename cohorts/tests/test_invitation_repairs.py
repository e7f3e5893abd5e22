"""A withdrawn invitation comes back, and a failed email is sent again."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.joining.actions import invite_people
from cohorts.joining.delivery import send_invitation
from cohorts.joining.models import Invitation

ClientOf = Callable[[User], Client]
LIST = "/cohorts/spring/invitations/"
RESTORE, SEND = f"{LIST}restore/", f"{LIST}send/"


@pytest.fixture
def invitation(lena: User, spring: Cohort, settings: Settings) -> Invitation:
    settings.EMAIL_URL = "smtp://mail"
    invite_people(person=lena, cohort=spring, addresses=["bo@example.org"], role="learner", days=14)
    return Invitation.objects.get()


def withdraw(client: Client, invitation: Invitation) -> str:
    """The undo token."""
    page = client.post(f"{LIST}{invitation.uid}/revoke/", follow=True).text
    match = re.search(r'name="undo_token" value="([^"]+)"', page)
    assert match
    return match[1]


def test_a_withdrawn_invitation_works_again(lena: User, invitation: Invitation, client_of: ClientOf) -> None:
    client = client_of(lena)
    token = withdraw(client, invitation)
    assert not Invitation.objects.open().exists()
    client.post(RESTORE, {"undo_token": token})
    assert Invitation.objects.open().get() == invitation
    assert send_invitation(pk=invitation.pk)
    assert [message.to for message in mail.outbox] == [["bo@example.org"]]


def test_it_stays_withdrawn_if_the_address_was_invited_again(
    lena: User, spring: Cohort, invitation: Invitation, client_of: ClientOf
) -> None:
    client = client_of(lena)
    token = withdraw(client, invitation)
    invite_people(person=lena, cohort=spring, addresses=["bo@example.org"], role="learner", days=14)
    client.post(RESTORE, {"undo_token": token})
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize("token", ["", "x"])
def test_a_token_that_is_none_changes_nothing(
    lena: User, invitation: Invitation, client_of: ClientOf, token: str
) -> None:
    client = client_of(lena)
    withdraw(client, invitation)
    assert client.post(RESTORE, {"undo_token": token}, follow=True).status_code == 200
    assert not Invitation.objects.open().exists()


def test_failed_emails_are_sent_again(lena: User, spring: Cohort, invitation: Invitation, client_of: ClientOf) -> None:
    client, rows = client_of(lena), Invitation.objects.filter(pk=invitation.pk)
    assert SEND not in client.get(LIST).text
    rows.update(delivery=Invitation.Delivery.FAILED, tries=6, next_try_at=timezone.now() + timedelta(hours=1))
    assert SEND in client.get(LIST).text
    client.post(SEND)
    assert send_invitation(pk=invitation.pk)
    assert len(mail.outbox) == 1
    client.post(SEND)
    assert rows.get().delivery == Invitation.Delivery.SENT


def test_only_a_lead_does_either(emmy: User, lena: User, invitation: Invitation, client_of: ClientOf) -> None:
    token = withdraw(client_of(lena), invitation)
    for address in (RESTORE, SEND):
        assert client_of(emmy).post(address, {"undo_token": token}).status_code == 404
    assert not Invitation.objects.open().exists()
