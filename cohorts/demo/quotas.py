"""Quotas of a cohort, with what its learners have used so far."""

from datetime import UTC

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from cohorts.cohort.models import Cohort
from cohorts.quotas.actions import count_stored_bytes
from cohorts.quotas.models import CohortQuota, QuotaDay
from exercises.models import ModeChoice, Submission


def set_up_quotas(cohort: Cohort) -> None:
    quota = CohortQuota.objects.create(
        cohort=cohort, submissions_per_day=500, gpu_minutes_per_day=120, storage_mib=1000
    )
    runs = Submission.objects.filter(learner__memberships__cohort=cohort).order_by()
    by_day = runs.annotate(day=TruncDate("created_at", tzinfo=UTC)).values("day")
    submits = Q(mode=ModeChoice.SUBMIT)
    QuotaDay.objects.bulk_create(
        QuotaDay(quota=quota, **counts)
        for counts in by_day.annotate(submissions=Count("pk", filter=submits), runs=Count("pk", filter=~submits))
    )
    count_stored_bytes()
