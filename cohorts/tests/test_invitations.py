"""Joining is informed: a link shows what it means, and only the button of that page changes anything."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.actions import (
    create_link,
    find_by_secret,
    invite_people,
    reason_against,
    revoke,
)
from cohorts.joining.delivery import send_invitation
from cohorts.joining.models import Invitation
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
LINK = {"role": "learner", "days": "14", "max_uses": "2"}
LIST = "/cohorts/spring/invitations/"


@pytest.fixture
def join(lena: User, spring: Cohort) -> str:
    """The page behind a link for two learners."""
    return page_of(lena, spring)


def page_of(person: User, cohort: Cohort, role: str = "learner", max_uses: int = 2) -> str:
    _, secret = create_link(person=person, cohort=cohort, role=role, days=14, max_uses=max_uses, needs_approval=False)
    return reverse("cohorts:join", args=[secret])


def test_a_link_is_shown_once_and_only_its_hash_is_stored(lena: User, client_of: ClientOf) -> None:
    client = client_of(lena)
    page = client.post(LIST, LINK).text
    secret = page.split("/join/")[1].split("/")[0]
    invitation = Invitation.objects.get()
    assert find_by_secret(secret) == invitation
    assert secret not in str(Invitation.objects.values().get())
    assert secret not in client.get(LIST).text


def test_only_a_lead_invites(emmy: User, ada: User, lena: User, client_of: ClientOf) -> None:
    for user in (emmy, ada):
        assert client_of(user).get(LIST).status_code == 404
        assert client_of(user).post(LIST, LINK).status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("wrong", [{"role": "lead"}, {"days": "9999"}, {"max_uses": "0"}, {"max_uses": "501"}])
def test_a_link_has_limits(lena: User, client_of: ClientOf, wrong: dict[str, str]) -> None:
    client_of(lena).post(LIST, LINK | wrong)
    assert not Invitation.objects.exists()


def test_opening_the_link_changes_nothing(
    carl: User, join: str, spring: Cohort, client: Client, client_of: ClientOf
) -> None:
    for page in (client.get(join), client_of(carl).get(join)):
        assert page.status_code == 200
        assert all(text in page.text for text in ("Spring", "Emmy", "Lena"))
        assert page["Cache-Control"].startswith("max-age=0")
    assert not spring.memberships.filter(user=carl).exists()
    assert Invitation.objects.get().uses == 0


def test_joining_makes_a_member_once(carl: User, join: str, spring: Cohort, client_of: ClientOf) -> None:
    client = client_of(carl)
    assert client.post(join)["Location"] == "/cohorts/spring/about/"
    client.post(join)
    assert spring.memberships.get(user=carl).role == CohortRole.LEARNER
    assert Invitation.objects.get().uses == 1


def test_a_visitor_is_sent_to_sign_up_and_back(join: str, client: Client, settings: Settings) -> None:
    page = client.get(join).text
    assert f"{reverse('account_signup')}?next={join}" in page
    assert client.post(join)["Location"].startswith("/accounts/login/")
    signed_up = {"name": "Nadia", "email": "nadia@example.org", "password1": "a long enough password", "next": join}
    setup = client.post(reverse("account_signup"), signed_up)["Location"]
    answer = client.post(setup, {"background": "refresher", "time_zone": "UTC"})
    assert answer["Location"] == join
    client.post(join)
    assert Membership.objects.get(user__email="nadia@example.org").cohort.slug == "spring"


def test_a_mentors_link_makes_a_mentor(carl: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    client_of(carl).post(page_of(lena, spring, role="mentor"))
    assert client_of(carl).get("/cohorts/spring/").status_code == 200


def test_a_learner_does_not_become_a_mentor_by_a_link(
    ada: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    assert client_of(ada).post(page_of(lena, spring, role="mentor")).status_code == 410
    assert spring.memberships.get(user=ada).role == CohortRole.LEARNER


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now()},
        {"uses": 2},
    ],
)
def test_an_ended_invitation_explains_itself(
    carl: User, join: str, spring: Cohort, client_of: ClientOf, change: dict[str, object]
) -> None:
    Invitation.objects.update(**change)
    client = client_of(carl)
    for answer in (client.get(join), client.post(join)):
        assert answer.status_code == 410
        assert reason_against(Invitation.objects.get(), spring) in answer.text
        assert "Spring" not in answer.text
    assert not spring.memberships.filter(user=carl).exists()


def test_nobody_joins_a_full_or_an_archived_cohort(
    carl: User, join: str, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(carl)
    Cohort.objects.update(max_learners=1)
    assert client.post(join).status_code == 410
    Cohort.objects.update(max_learners=2, archived_at=timezone.now())
    assert client.post(join).status_code == 410
    Cohort.objects.update(archived_at=None)
    assert client.post(join).status_code == 302


def test_a_full_cohort_still_takes_mentors(carl: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    Cohort.objects.update(max_learners=1)
    assert client_of(carl).post(page_of(lena, spring, role="mentor")).status_code == 302


def test_wrong_links_are_explained_and_rate_limited(client: Client, db: None) -> None:
    wrong = "/join/nobody-has-this/"
    assert client.get(wrong).status_code == 404
    assert {client.get(wrong).status_code for _ in range(61)} == {404, 429}


def test_withdrawing_an_invitation_keeps_its_members(
    ada: User, carl: User, lena: User, emmy: User, join: str, spring: Cohort, client_of: ClientOf
) -> None:
    client_of(carl).post(join)
    withdraw = f"{LIST}{Invitation.objects.get().uid}/revoke/"
    assert client_of(emmy).post(withdraw).status_code == 404
    client_of(lena).post(withdraw)
    grete = User.objects.create(email="grete@example.org", name="Grete")
    assert client_of(grete).post(join).status_code == 410
    assert spring.memberships.filter(user=carl).exists()


# ---------------------------------------------------------------- to an address


def invite(person: User, cohort: Cohort, *addresses: str) -> None:
    invite_people(person=person, cohort=cohort, addresses=addresses, role="learner", days=14)
    for pk in Invitation.objects.to_send().values_list("pk", flat=True):
        send_invitation(pk=pk)


def test_a_confirmed_address_gets_a_notice_that_only_its_owner_can_use(
    carl: User, ada: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    EmailAddress.objects.create(user=carl, email=carl.email, verified=True, primary=True)
    invite(lena, spring, carl.email)
    notice = Notice.objects.get(kind=NoticeKind.INVITATION)
    assert notice.person == carl
    grete = User.objects.create(email="grete@example.org", name="Grete")
    assert client_of(grete).get(notice.link).status_code == 404
    assert client_of(grete).post(notice.link).status_code == 404
    assert client_of(carl).get(notice.link).status_code == 200
    assert client_of(carl).post(notice.link).status_code == 302
    assert spring.memberships.filter(user=carl).exists()


def test_an_unconfirmed_address_gets_no_notice(
    carl: User, lena: User, spring: Cohort, client_of: ClientOf, settings: Settings
) -> None:
    settings.EMAIL_URL = "smtp://mail"
    EmailAddress.objects.create(user=carl, email=carl.email, verified=False, primary=True)
    invite(lena, spring, carl.email)
    assert not Notice.objects.exists()
    assert client_of(carl).get(f"/invitations/{Invitation.objects.get().uid}/").status_code == 404
    assert [message.to for message in mail.outbox] == [[carl.email]]


def test_an_address_without_an_account_gets_an_email_once(
    lena: User, spring: Cohort, client: Client, settings: Settings
) -> None:
    settings.EMAIL_URL = "smtp://mail"
    invite(lena, spring, "nadia@example.org")
    send_invitation(pk=Invitation.objects.get().pk)
    [message] = mail.outbox
    join = message.body.split("/join/")[1].split("/")[0]
    assert client.get(f"/join/{join}/").status_code == 200
    assert join not in str(Invitation.objects.values().get())


def test_an_invitation_that_ended_before_it_was_sent_is_not_sent(
    lena: User, spring: Cohort, settings: Settings
) -> None:
    settings.EMAIL_URL = "smtp://mail"
    invite_people(person=lena, cohort=spring, addresses=["nadia@example.org"], role="learner", days=14)
    revoke(person=lena, invitation=Invitation.objects.get())
    assert not send_invitation(pk=Invitation.objects.get().pk)
    assert not mail.outbox


def test_the_request_itself_sends_no_email(lena: User, spring: Cohort, settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://mail"
    addresses = [f"nadia{at}@example.org" for at in range(300)]
    invite_people(person=lena, cohort=spring, addresses=addresses, role="learner", days=14)
    assert not mail.outbox
    assert Invitation.objects.to_send().count() == 300
