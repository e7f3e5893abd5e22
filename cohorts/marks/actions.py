"""Change how a cohort is marked: its scheme and the rows of it. Leads do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort
from cohorts.marks.models import MAX_ROWS, MarkRow, MarkScheme, scheme_of
from cohorts.permissions import check_leads, lock_cohort
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token

TOO_MANY_ROWS = f"A scheme can have {MAX_ROWS} rows. Choose fewer, or remove some first."
ADD_AGAIN = "Add the row again."


@dataclass(frozen=True, kw_only=True)
class RowTerms:
    """What a row is worth, and when it is due: at a moment, with its due week, or never."""

    points: int
    due_at: datetime | None = None
    follows_due_week: bool = False


@transaction.atomic
def save_scheme(*, person: User, cohort: Cohort, settings: Mapping[str, Any]) -> MarkScheme:
    """Create or change a cohort's scheme. ``settings`` are fields of `MarkScheme`."""
    check_leads(person, lock_cohort(cohort))
    scheme, _ = MarkScheme.objects.update_or_create(cohort=cohort, defaults=dict(settings))
    record_in_cohort(AuditAction.SCHEME_CHANGED, actor=person, cohort=cohort, fields=settings)
    return scheme


@transaction.atomic
def add_rows(*, person: User, scheme: MarkScheme, keys: Sequence[tuple[str, int]], terms: RowTerms) -> int:
    """Add a row for each (kind, primary key) that has none. ``kind`` is exercise, topic or checkpoint.

    Return how many were added. A row that was removed comes back, with these terms and the exceptions that it had.
    Raises RefusedError if there would be too many.
    """
    check_leads(person, lock_cohort(scheme.cohort))
    rows = {(row.kind, row.subject_id): row for row in scheme.rows.all()}
    new = [key for key in dict.fromkeys(keys) if key not in rows or rows[key].removed_at]
    if sum(row.removed_at is None for row in rows.values()) + len(new) > MAX_ROWS:
        raise RefusedError(TOO_MANY_ROWS)
    last = scheme.rows.aggregate(last=Max("position"))["last"] or 0
    for position, key in enumerate(new, last + 1):
        kind, pk = key
        row = rows.get(key) or MarkRow(scheme=scheme, **{f"{kind}_id": pk})
        row.removed_at, row.position = None, position
        _set_terms(row, terms)
        row.save()
    fields = {"count": len(new), "points": terms.points}
    record_in_cohort(AuditAction.MARK_ROWS_ADDED, actor=person, cohort=scheme.cohort, fields=fields)
    return len(new)


@transaction.atomic
def change_row(*, person: User, row: MarkRow, terms: RowTerms, canvas_id: int | None) -> None:
    check_leads(person, lock_cohort(row.scheme.cohort))
    _set_terms(row, terms)
    row.canvas_id = canvas_id
    row.save(update_fields=["points", "due_at", "follows_due_week", "canvas_id"])
    _record_row(AuditAction.MARK_ROW_CHANGED, person, row)


def _set_terms(row: MarkRow, terms: RowTerms) -> None:
    row.points, row.due_at, row.follows_due_week = terms.points, terms.due_at, terms.follows_due_week


@transaction.atomic
def remove_row(*, person: User, row: MarkRow) -> str:
    """Let a row no longer count. Its exceptions stay in the history. Return the undo token."""
    check_leads(person, lock_cohort(row.scheme.cohort))
    MarkRow.objects.filter(pk=row.pk).current().update(removed_at=timezone.now())
    _record_row(AuditAction.MARK_ROW_REMOVED, person, row)
    return make_undo_token("mark_row", person, {"uid": str(row.uid)})


@transaction.atomic
def restore_row(*, person: User, scheme: MarkScheme, undo_token: str) -> MarkRow:
    """Undo `remove_row`. Raises RefusedError if it is too late, or the scheme is full."""
    state = read_undo_token("mark_row", person, undo_token, otherwise=ADD_AGAIN)
    check_leads(person, lock_cohort(scheme.cohort))
    row = scheme.rows.filter(uid=state["uid"]).first()
    if row is None:
        raise RefusedError(f"This row was deleted. {ADD_AGAIN}")
    if row.removed_at and scheme.rows.current().count() >= MAX_ROWS:
        raise RefusedError(TOO_MANY_ROWS)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    _record_row(AuditAction.MARK_ROW_RESTORED, person, row)
    return row


def _record_row(action: AuditAction, person: User, row: MarkRow) -> None:
    terms = {"points": row.points, "due_at": row.due_at, "follows_due_week": row.follows_due_week}
    record_in_cohort(action, actor=person, cohort=row.scheme.cohort, fields={"row": row.uid} | terms)


def copy_scheme(cohort: Cohort, clone: Cohort) -> None:
    """Give a clone the scheme of its cohort, not shown yet. Due dates move by the days between the two starts."""
    scheme = scheme_of(cohort)
    if scheme is None:
        return
    zone, delay = scheme.zone, clone.started_on - cohort.started_on
    rows = list(scheme.rows.current())
    scheme.pk, scheme.cohort, scheme.is_shown = None, clone, False
    scheme._state.adding = True
    scheme.save()
    MarkRow.objects.bulk_create(
        MarkRow(
            scheme=scheme,
            exercise_id=row.exercise_id,
            topic_id=row.topic_id,
            checkpoint_id=row.checkpoint_id,
            position=row.position,
            points=row.points,
            due_at=(row.due_at.astimezone(zone) + delay).astimezone(UTC) if row.due_at else None,
            follows_due_week=row.follows_due_week,
        )
        for row in rows
    )
