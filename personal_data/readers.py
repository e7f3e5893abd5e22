"""Who read a learner's code, as the learner may know it: the name, the role and the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction

MAX_READINGS = 50  # on the page; the archive has all


@dataclass(frozen=True, kw_only=True)
class CodeReading:
    """Somebody read somebody's code of an exercise, once or more on a day."""

    reader: str
    role: str
    exercise: str
    slug: str
    day: date


def readings_of(learner: User) -> Sequence[CodeReading]:
    """Return the newest. One query."""
    rows = AuditEntry.objects.filter(action=AuditAction.CODE_READ, person__uid=learner.uid).with_names()
    return [
        CodeReading(
            reader=str(row.actor_name or "A deleted account"),
            role=str(row.fields.get("role", "")),
            exercise=row.target_title or row.target_uid,
            slug=row.target_uid,
            day=row.day,
        )
        for row in rows.order_by("-pk")[:MAX_READINGS]
    ]
