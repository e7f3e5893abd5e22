"""Learners who don't come back are warned by email, and deleted some days later. Nobody else is."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from personal_data.retention.idle import handle_idle_accounts
from personal_data.retention.models import IdleWarning

pytestmark = pytest.mark.django_db
YEAR, WARNING = 365, 30


@pytest.fixture(autouse=True)
def _a_year(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://mail"
    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"idle_accounts": YEAR}
    settings.IDLE_WARNING_DAYS = WARNING


def last_seen(person: User, *, days: int) -> None:
    User.objects.filter(pk=person.pk).update(last_login=timezone.now() - timedelta(days=days))


def warned(person: User, *, days: int) -> None:
    IdleWarning.objects.update_or_create(person=person, defaults={"sent_at": timezone.now() - timedelta(days=days)})


def exists(person: User) -> bool:
    return User.objects.filter(pk=person.pk).exists()


def test_somebody_idle_is_warned_once_and_deleted_after_the_days(ada: User, carl: User) -> None:
    last_seen(ada, days=YEAR - WARNING + 1)
    last_seen(carl, days=YEAR - WARNING - 1)
    assert handle_idle_accounts() == handle_idle_accounts() == 0
    [message] = mail.outbox
    assert (message.to, str(WARNING) in message.body) == ([ada.email], True)
    last_seen(ada, days=YEAR + 1)
    warned(ada, days=WARNING - 1)
    assert handle_idle_accounts() == 0
    warned(ada, days=WARNING + 1)
    assert handle_idle_accounts() == 1
    assert (exists(ada), exists(carl)) == (False, True)
    assert AuditEntry.objects.filter(action=AuditAction.ACCOUNT_ERASED, actor=None).exists()


def test_nobody_is_deleted_without_a_warning(ada: User) -> None:
    last_seen(ada, days=10 * YEAR)
    assert handle_idle_accounts() == 0
    assert exists(ada)


def test_whoever_comes_back_stays_and_is_warned_again_another_time(ada: User) -> None:
    warned(ada, days=WARNING + 1)
    last_seen(ada, days=1)
    assert handle_idle_accounts() == 0
    assert not IdleWarning.objects.exists()


def test_a_session_in_use_counts_although_nobody_signs_in(ada: User) -> None:
    last_seen(ada, days=2 * YEAR)
    UserSession.objects.create(user=ada, ip="192.0.2.7", user_agent="Firefox", session_key="s")
    assert handle_idle_accounts() == 0
    assert not mail.outbox


def test_mentors_and_admins_are_never_idle(emmy: User, grace: User) -> None:
    cohort = Cohort.objects.create(slug="june", title="June", started_on="2026-06-01")
    Membership.objects.create(cohort=cohort, user=emmy, role=CohortRole.LEAD)
    for person in (emmy, grace):
        last_seen(person, days=2 * YEAR)
        warned(person, days=2 * WARNING)
    handle_idle_accounts()
    assert exists(emmy)
    assert exists(grace)


def test_without_email_nobody_is_deleted(ada: User, settings: Settings) -> None:
    settings.EMAIL_URL = ""
    last_seen(ada, days=2 * YEAR)
    warned(ada, days=2 * WARNING)
    assert handle_idle_accounts() == 0
    assert exists(ada)
