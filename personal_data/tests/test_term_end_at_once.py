"""Two workers tell, mail and erase at the same time: each person gets one email, and nobody is erased who keeps it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort
from notices.models import Notice
from personal_data.term_end.actions import (
    erase_after_terms,
    keep_account,
    mail_warnings,
    set_term_erasure,
    warn_people,
)
from personal_data.term_end.models import ErasureWarning, WarningStage
from tests.at_once import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database locks in a way of its own


@pytest.fixture
def ended(ada: User, carl: User, emmy: User, grace: User, settings: Settings) -> Cohort:
    settings.EMAIL_URL = "smtp://mail"
    day = timezone.now().date() - timedelta(days=90)
    Cohort.objects.update(ends_on=day, ended_on=day, archived_at=timezone.now())
    cohort = Cohort.objects.get()
    set_term_erasure(admin=grace, cohort=cohort, days=60)
    return cohort


def test_each_is_told_once(ada: User, ended: Cohort) -> None:
    now = timezone.now()
    at_once(*(lambda: warn_people(now=now) for _ in range(3)))
    assert ErasureWarning.objects.filter(person=ada).count() == 1
    assert Notice.objects.filter(person=ada).count() == 1
    at_once(*(lambda: mail_warnings(now=now + timedelta(minutes=1)) for _ in range(3)))
    assert [message.to for message in mail.outbox] == [[ada.email]]


def test_erasing_and_keeping_at_once_end_in_one_of_them(ada: User, ended: Cohort) -> None:
    now = timezone.now()
    warn_people(now=now)
    past, planned_on = now - timedelta(days=20), now.date() - timedelta(days=30)
    ErasureWarning.objects.update(
        stage=WarningStage.LAST, first_sent_at=past, sent_at=past, erase_on=past.date(), planned_on=planned_on,
    )  # fmt: skip

    def keep() -> bool | None:
        try:
            return keep_account(person=ada)
        except User.DoesNotExist:
            return None

    at_once(keep, lambda: erase_after_terms(now=now), lambda: erase_after_terms(now=now))
    is_kept = ErasureWarning.objects.filter(person=ada).exclude(kept_at=None).exists()
    assert User.objects.filter(pk=ada.pk).exists() == is_kept
    assert AuditEntry.objects.filter(action=AuditAction.ACCOUNT_ERASED).count() == (0 if is_kept else 1)
