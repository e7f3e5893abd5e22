"""Two workers that run the job in the same moment tell and archive once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort
from cohorts.term_end.actions import end_terms
from notices.models import Notice, NoticeKind
from tests.at_once import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database locks in a way of its own


def test_two_workers_tell_and_archive_once(ada: User, emmy: User) -> None:
    now = timezone.now()
    Cohort.objects.update(ends_on=now.date() - timedelta(days=3))
    at_once(*(lambda: end_terms(now=now) for _ in range(3)))
    assert Notice.objects.filter(person=ada, kind=NoticeKind.ANNOUNCEMENT).count() == 1
    assert AuditEntry.objects.filter(action=AuditAction.COHORT_ARCHIVED).count() == 1
    assert Cohort.objects.get().is_archived
