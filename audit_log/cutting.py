"""Delete the oldest entries. Their links stay, and a row says up to where they may be missing."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Max

from audit_log.actions import record
from audit_log.models import AuditCut, AuditEntry
from audit_log.names import AuditAction


def entries_before(limit: datetime) -> models.QuerySet[AuditEntry]:
    """Return the entries that a cut would delete: all up to the newest from before the limit."""
    newest = AuditEntry.objects.filter(at__lt=limit).aggregate(newest=Max("pk"))["newest"]
    return AuditEntry.objects.filter(pk__lte=newest or 0, at__lt=limit)


@transaction.atomic
def cut_audit_log(limit: datetime, *, max_rows: int) -> int:
    """Delete up to ``max_rows`` of the entries from before the limit. Return how many. The cut itself is recorded."""
    numbers = list(entries_before(limit).order_by("pk").values_list("pk", flat=True)[:max_rows])
    if not numbers:
        return 0
    AuditCut.objects.create(through=numbers[-1], count=len(numbers))
    models.QuerySet.delete(AuditEntry.objects.filter(pk__lte=numbers[-1], at__lt=limit))
    record(AuditAction.LOG_CUT, actor=None, fields={"count": len(numbers), "before": limit})
    return len(numbers)
