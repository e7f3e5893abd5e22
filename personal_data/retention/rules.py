"""What the site deletes when it is old: which rows, and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from audit_log.cutting import cut_audit_log, entries_before
from cohorts.exports.models import CohortExport
from cohorts.groups.models import GroupChange
from cohorts.joining.models import Invitation
from cohorts.threads.models import Thread
from exercises.models import Draft, ModeChoice, Submission, VerdictChoice
from lib.retention import keeps, limit_of
from notices.actions import old_notices
from notices.models import WebhookDelivery
from personal_data.retention.idle import accounts_to_delete, handle_idle_accounts

BATCH_ROWS = 1_000
SOURCE_DELETED = "# Deleted: this site keeps the code of submissions that proved nothing for a limited time.\n"


@dataclass(frozen=True, kw_only=True)
class RetentionRule:
    """A kind of data. ``name`` is its setting, ``rows`` returns what is older than a moment."""

    name: str
    title: str
    rows: Callable[[datetime], QuerySet[Any]]
    delete: Callable[[QuerySet[Any]], int] = lambda rows: rows.delete()[0]
    """Called with a batch."""
    apply_itself: Callable[[], int] | None = None
    """What deletes all of it, where a batch of rows isn't enough."""

    def due(self) -> QuerySet[Any]:
        return self.rows(limit_of(self.name))

    def apply(self) -> int:
        """Delete what is due, in batches with a transaction each. Return how many rows."""
        if keeps(self.name):
            return 0
        if self.apply_itself:
            return self.apply_itself()
        count = 0
        while batch := list(self.due().order_by("pk").values_list("pk", flat=True)[:BATCH_ROWS]):
            self.delete(self.due().model._default_manager.filter(pk__in=batch))
            count += len(batch)
        return count


def _try_runs(limit: datetime) -> QuerySet[Any]:
    runs = Submission.objects.exclude(mode=ModeChoice.SUBMIT).filter(created_at__lt=limit)
    return runs.exclude(Exists(Thread.objects.filter(submission=OuterRef("pk"))))


def _unproven_sources(limit: datetime) -> QuerySet[Any]:
    """Those that neither pass nor were asked about. Their verdicts and checks stay."""
    runs = Submission.objects.filter(mode=ModeChoice.SUBMIT, created_at__lt=limit, state=Submission.State.DONE)
    runs = runs.exclude(verdict=VerdictChoice.PASSED).exclude(earlier_verdicts__verdict=VerdictChoice.PASSED)
    return runs.exclude(source=SOURCE_DELETED).exclude(Exists(Thread.objects.filter(submission=OuterRef("pk"))))


def _delete_sources(runs: QuerySet[Any]) -> int:
    return runs.update(source=SOURCE_DELETED, source_html=None, normal_digest=None)


def _cut() -> int:
    count = 0
    while cut := cut_audit_log(limit_of("audit_log"), max_rows=BATCH_ROWS):
        count += cut
    return count


RULES: Sequence[RetentionRule] = (
    RetentionRule(name="audit_log", title="entries of the audit log", rows=entries_before, apply_itself=_cut),
    RetentionRule(name="notices", title="notifications", rows=old_notices),
    RetentionRule(
        name="webhook_deliveries",
        title="messages to webhooks",
        rows=lambda limit: WebhookDelivery.objects.filter(created_at__lt=limit),
    ),
    RetentionRule(
        name="invitations",
        title="invitations that expired",
        rows=lambda limit: Invitation.objects.filter(expires_at__lt=limit),
    ),
    RetentionRule(
        name="group_changes",
        title="changes of cohorts by groups of a provider",
        rows=lambda limit: GroupChange.objects.filter(at__lt=limit),
    ),
    RetentionRule(
        name="cohort_exports",
        title="archives of cohorts",
        rows=lambda limit: CohortExport.objects.filter(created_at__lt=limit),
    ),
    RetentionRule(name="try_runs", title="example runs and own runs", rows=_try_runs),
    RetentionRule(
        name="unproven_sources",
        title="code of submissions that proved nothing",
        rows=_unproven_sources,
        delete=_delete_sources,
    ),
    RetentionRule(name="drafts", title="drafts", rows=lambda limit: Draft.objects.filter(saved_at__lt=limit)),
    RetentionRule(
        name="idle_accounts",
        title="accounts that nobody uses",
        rows=lambda limit: accounts_to_delete(),
        apply_itself=handle_idle_accounts,
    ),
)


def apply_retention() -> dict[str, int]:
    """Delete what is due of each kind. Return how many rows, by the rule's name."""
    return {rule.name: rule.apply() for rule in RULES}
