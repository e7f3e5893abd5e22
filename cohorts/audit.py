"""Record what happens in a cohort in the audit log."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from audit_log.actions import AuditEvent, AuditTarget, record, record_events
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from exercises.models import Submission
from exercises.submissions.readings import record_reading_of


def record_in_cohort(
    action: AuditAction,
    *,
    actor: User | None,
    cohort: Cohort,
    person: User | None = None,
    fields: Mapping[str, Any] | None = None,
) -> None:
    target = AuditTarget(kind="cohort", uid=cohort.slug, title=cohort.title)
    record(action, actor=actor, person=person, target=target, cohort=cohort.slug, fields=fields)


def record_members(
    action: AuditAction, *, actor: User, cohort: Cohort, fields: Mapping[Membership, Mapping[str, Any]]
) -> None:
    """Record an action for each of these members, with its fields."""
    target = AuditTarget(kind="cohort", uid=cohort.slug, title=cohort.title)
    record_events(
        [
            AuditEvent(action=action, actor=actor, person=member.user, target=target, cohort=cohort.slug, fields=values)
            for member, values in fields.items()
        ]
    )


def record_reading(*, reader: User, submission: Submission, cohort: Cohort | None) -> None:
    """Record that somebody saw a learner's code, with what they were in the cohort."""
    record_reading_of(
        submission, reader=reader, role=lambda: _role(reader, cohort), cohort=cohort.slug if cohort else ""
    )


def _role(reader: User, cohort: Cohort | None) -> str:
    role = Membership.objects.staff().filter(cohort=cohort, user=reader).values_list("role", flat=True).first()
    return CohortRole(role).value if role else "admin"
