"""Grant exceptions from a scheme of marks, take them back, and tell the learners. Leads and mentors do.

Nothing is changed or deleted: taking back is written beside what was granted, and granting again adds rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditEvent, AuditTarget, record_events
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort
from cohorts.marks.models import MAX_EXCEPTIONS, MarkException, MarkRow, MarkScheme, format_exception
from cohorts.marks.queries import with_row_and_people
from cohorts.permissions import lock_cohort
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from lib.task_queue import enqueue
from notices.actions import notify, retract_unread
from notices.models import Notice, NoticeKind

NOT_FOR_YOURSELF = "You can’t make an exception for yourself. Ask another mentor."
TOO_MANY = (
    f"A cohort can have {MAX_EXCEPTIONS:,} exceptions. Make one for everybody instead of many for single learners."
)
NOBODY = "None of these learners is in the cohort any more."
GRANT_AGAIN = "Grant it again."
TELL_TASK = "cohorts.tell_mark_exceptions"


@dataclass(frozen=True, kw_only=True)
class ExceptionTerms:
    """One of three: the row doesn't count, it is due at a moment, or some days later."""

    is_excused: bool = False
    due_at: datetime | None = None
    extra_days: int | None = None
    reason: str


@transaction.atomic
def grant_exception(
    *,
    person: User,
    scheme: MarkScheme,
    learners: Sequence[User] | None,
    row: MarkRow | None,
    terms: ExceptionTerms,
    batch: UUID,
) -> UUID:
    """Grant an exception to these learners, or to everybody if None, for a row, or for all if None.

    ``batch`` identifies it: sending the same one twice grants it once. Return it, or another one if it was taken.

    Raises:
        PermissionDenied: the person neither leads nor mentors the cohort.
        RefusedError: it would be for themselves or for nobody, or there are too many.
    """
    cohort = _check_is_staff(person, scheme.cohort)
    earlier = MarkException.objects.filter(batch=batch)
    if earlier.filter(scheme=scheme, writer=person).exists():
        return batch
    if earlier.exists():
        batch = uuid4()  # another person's: they copied the form
    people: list[User | None] = [None]
    if learners is not None:
        current = set(cohort.memberships.learners().values_list("user", flat=True))
        people = [learner for learner in learners if learner.pk in current]
    if not people:
        raise RefusedError(NOBODY)
    if person in people:
        raise RefusedError(NOT_FOR_YOURSELF)
    if scheme.exceptions.count() + len(people) > MAX_EXCEPTIONS:
        raise RefusedError(TOO_MANY)
    _write(scheme, row, people, terms, writer=person, batch=batch)
    _record(AuditAction.EXCEPTION_GRANTED, person, scheme, people, _facts(batch, row, terms))
    return batch


@transaction.atomic
def undo_exception(*, person: User, scheme: MarkScheme, batch: UUID) -> str:
    """Take back what was granted at once, for all its learners. Return the undo token."""
    _check_is_staff(person, scheme.cohort)
    granted = scheme.exceptions.filter(batch=batch).in_force()
    if granted.filter(learner=person).exists():
        raise RefusedError(NOT_FOR_YOURSELF)
    items = list(with_row_and_people(granted))
    if items:
        facts = _facts(batch, items[0].row, _terms_of(items[0]))
        _record(AuditAction.EXCEPTION_UNDONE, person, scheme, [item.learner for item in items], facts)
    granted.update(undone_at=timezone.now(), undone_by=person, told_at=None)
    retract_unread(kind=NoticeKind.ANSWER, key=_key(batch))
    transaction.on_commit(partial(enqueue, TELL_TASK))
    return make_undo_token("mark_exception", person, {"batch": str(batch), "again": str(uuid4())})


@transaction.atomic
def restore_exception(*, person: User, scheme: MarkScheme, undo_token: str) -> None:
    """Undo `undo_exception`: grant the same again, as a new entry of the history. Raises RefusedError."""
    state = read_undo_token("mark_exception", person, undo_token, otherwise=GRANT_AGAIN)
    _check_is_staff(person, scheme.cohort)
    rows = list(with_row_and_people(scheme.exceptions.filter(batch=state["batch"])))
    if not rows:
        raise RefusedError(f"The learners have deleted their accounts. {GRANT_AGAIN}")
    first = rows[0]
    terms = _terms_of(first)
    again = UUID(state["again"])  # so that a second click grants nothing more
    if not scheme.exceptions.filter(batch=again).exists():
        facts = _facts(again, first.row, terms)
        _record(AuditAction.EXCEPTION_RESTORED, person, scheme, [row.learner for row in rows], facts)
        _write(scheme, first.row, [row.learner for row in rows], terms, writer=person, batch=again)


def _terms_of(item: MarkException) -> ExceptionTerms:
    return ExceptionTerms(
        is_excused=item.is_excused, due_at=item.due_at, extra_days=item.extra_days, reason=item.reason
    )


def _facts(batch: UUID, row: MarkRow | None, terms: ExceptionTerms) -> dict[str, Any]:
    """What the audit log keeps of an exception: what was granted for which row, and never why."""
    facts: dict[str, Any] = {"row": f"{row.title} ({row.kind})" if row else "all"}
    if terms.is_excused:
        facts["excused"] = True
    elif terms.due_at:
        facts["due_at"] = terms.due_at
    else:
        facts["days"] = terms.extra_days
    return facts | {"batch": batch}


def _record(
    action: AuditAction, person: User, scheme: MarkScheme, people: Sequence[User | None], facts: Mapping[str, Any]
) -> None:
    """Record it for each learner, without the reason, which is in the cohort's history. None: for everybody."""
    cohort = scheme.cohort
    target = AuditTarget(kind="cohort", uid=cohort.slug, title=cohort.title)
    record_events(
        [
            AuditEvent(action=action, actor=person, person=learner, target=target, cohort=cohort.slug, fields=facts)
            for learner in people
        ]
    )


def _write(
    scheme: MarkScheme,
    row: MarkRow | None,
    people: Sequence[User | None],
    terms: ExceptionTerms,
    *,
    writer: User,
    batch: UUID,
) -> None:
    MarkException.objects.bulk_create(
        MarkException(
            batch=batch,
            scheme=scheme,
            row=row,
            learner=learner,
            is_excused=terms.is_excused,
            due_at=terms.due_at,
            extra_days=terms.extra_days,
            reason=terms.reason,
            writer=writer,
        )
        for learner in people
    )
    transaction.on_commit(partial(enqueue, TELL_TASK))


def _check_is_staff(person: User, cohort: Cohort) -> Cohort:
    current = lock_cohort(cohort)
    if not current.is_visible_to(person):
        raise PermissionDenied
    return current


def _key(batch: UUID) -> str:
    return f"mark exception {batch}"


def tell_exceptions() -> int:
    """Notify the learners of what was granted to them, and of what was taken back after they had read of it. Learners
    of a scheme that isn't shown hear of it once it is.

    A worker that dies leaves the rest to the next run: nobody is notified twice, because the notice has a key.
    """
    to_tell = MarkException.objects.filter(told_at=None, scheme__is_shown=True)
    rows = with_row_and_people(to_tell).select_related("scheme__cohort").order_by("written_at", "pk")
    count = 0
    for item in rows[:200]:
        for learner in [item.learner] if item.learner else _learners_of(item.scheme.cohort):
            count += _tell(item, learner)
        MarkException.objects.filter(pk=item.pk, undone_at=item.undone_at).update(told_at=timezone.now())
    return count


def _learners_of(cohort: Cohort) -> list[User]:
    return [member.user for member in cohort.memberships.learners().select_related("user")]


def _tell(item: MarkException, learner: User) -> bool:
    key = _key(item.batch)
    if item.is_undone and not Notice.objects.filter(person=learner, kind=NoticeKind.ANSWER, key=key).exists():
        return False  # they never heard of it
    cohort = item.scheme.cohort
    subject = f"“{item.row}”" if item.row else "all rows"
    what = format_exception(item, item.scheme.zone)
    return notify(
        person=learner,
        kind=NoticeKind.ANSWER,
        key=f"{key} undone" if item.is_undone else key,
        sentence=f"Your marks in {cohort}: {'taken back: ' if item.is_undone else ''}{what} for {subject}.",
        link=reverse("cohorts:learner_marks", args=[cohort.slug, learner.uid]),
    )
