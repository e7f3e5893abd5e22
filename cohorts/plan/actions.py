"""Save the due weeks of a cohort."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort
from cohorts.permissions import check_leads, lock_cohort
from cohorts.plan.models import DueWeek


@transaction.atomic
def save_plan(*, person: User, cohort: Cohort, phases: Mapping[int, int], topics: Mapping[int, int]) -> None:
    """Replace the shared plan: the due week of each phase and topic, by primary key."""
    check_leads(person, lock_cohort(cohort))
    cohort.due_weeks.shared().delete()
    rows = [DueWeek(cohort=cohort, phase_id=pk, week=week) for pk, week in phases.items()]
    rows += [DueWeek(cohort=cohort, topic_id=pk, week=week) for pk, week in topics.items()]
    DueWeek.objects.bulk_create(rows)
    record_in_cohort(AuditAction.PLAN_CHANGED, actor=person, cohort=cohort, fields={"rows": len(rows)})
