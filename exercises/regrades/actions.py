"""Start, cancel, reopen, apply and undo regrades. docs/decisions/0021-staged-regrade.md gives the reasons."""

import uuid
from collections.abc import Collection
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from exercises.models import Exercise, Regrade, RegradeResult, RegradeState
from exercises.regrades.attempts import (
    report_without_answer,
    resend_lost_results,
    revoke_results,
    send_more,
    start_next_attempt,
)
from exercises.regrades.queries import submissions_in_scope
from exercises.regrades.reports import continue_dry_run, save_result
from exercises.regrades.scope import RegradeScope
from lib.errors import RefusedError
from runner.protocol import regrade_queue

log = structlog.get_logger(__name__)

MAX_RESULTS = 100_000
NOTHING_TO_REGRADE = "No graded submissions match. Choose a wider scope."
CHANGED_MEANWHILE = "Someone else decided about this regrade first. This is its state now."


def check_may_regrade(person: User | None) -> None:
    """Raise PermissionDenied unless it is an admin. None stands for a command."""
    if person is not None and not person.edits_curriculum:
        raise PermissionDenied


@transaction.atomic
def start_regrade(
    *, person: User | None, scope: RegradeScope, learners: Collection[int] | None = None, reason: str = "",
    uid: uuid.UUID | None = None,
) -> Regrade:  # fmt: skip
    """Start the dry run of everything in scope. The same ``uid`` twice starts one.

    Raises:
        RefusedError: nothing is in scope, or too much.
    """
    check_may_regrade(person)
    uid = uid or uuid.uuid4()
    regrade, is_new = Regrade.objects.get_or_create(
        uid=uid, defaults={"scope": scope.to_json(), "reason": reason, "started_by": person}
    )
    if not is_new:
        return regrade
    submissions = submissions_in_scope(scope, learners)
    count = submissions.count()
    if not count:
        raise RefusedError(NOTHING_TO_REGRADE)
    if count > MAX_RESULTS:
        raise RefusedError(f"{count:,} submissions match. Choose a narrower scope: at most {MAX_RESULTS:,}.")
    queues = {exercise.pk: regrade_queue(exercise.queue) for exercise in Exercise.objects.with_folder()}
    rows: Any = submissions.order_by("pk").values_list("pk", "exercise", "verdict", "graded_at")
    RegradeResult.objects.bulk_create(
        (
            RegradeResult(
                regrade=regrade, submission_id=pk, queue=queues[exercise], old_verdict=verdict, old_graded_at=graded_at
            )
            for pk, exercise, verdict, graded_at in rows.iterator()
        ),
        batch_size=500,
    )
    _record(AuditAction.REGRADE_STARTED, person, regrade)
    for queue in sorted(set(queues.values())):
        transaction.on_commit(partial(send_more, regrade, queue))
    return regrade


@transaction.atomic
def cancel_regrade(*, person: User, regrade: Regrade) -> None:
    """End a regrade without changing a submission. Its jobs are revoked, and what it found is kept."""
    _decide(person, regrade, (RegradeState.DRY_RUN, RegradeState.READY), RegradeState.CANCELLED)
    transaction.on_commit(partial(revoke_results, list(regrade.results.in_flight())))


@transaction.atomic
def reopen_regrade(*, person: User, regrade: Regrade) -> None:
    """Continue a cancelled regrade from where it stopped."""
    _decide(person, regrade, (RegradeState.CANCELLED,), RegradeState.DRY_RUN)
    for result in regrade.results.in_flight():
        start_next_attempt(result)  # the runners skip the token that was revoked
        RegradeResult.objects.filter(pk=result.pk).update(attempts=1)
    transaction.on_commit(partial(advance_dry_run, regrade))


@transaction.atomic
def apply_regrade(*, person: User | None, regrade: Regrade) -> None:
    """Have a worker write the new verdicts, see `regrade_application`."""
    _decide(person, regrade, (RegradeState.READY,), RegradeState.APPLYING)
    transaction.on_commit(_queue_writing)


@transaction.atomic
def undo_regrade(*, person: User, regrade: Regrade) -> None:
    """Have a worker write the old verdicts back. The regrade is then ready for review again."""
    _decide(person, regrade, (RegradeState.APPLIED,), RegradeState.UNDOING)
    transaction.on_commit(_queue_writing)


def advance_regrades() -> None:
    """Send what a crash or a broker that was down left unsent, and resend what was lost, every few seconds."""
    for regrade in Regrade.objects.in_dry_run():
        advance_dry_run(regrade)


def advance_dry_run(regrade: Regrade) -> None:
    for result in resend_lost_results(regrade):
        with transaction.atomic():
            save_result(result, report_without_answer(result), None)
    queues = regrade.results.unsent().order_by().values_list("queue", flat=True).distinct()
    for queue in [*queues] or [""]:
        continue_dry_run(regrade, queue)


def _decide(person: User | None, regrade: Regrade, allowed: tuple[RegradeState, ...], after: RegradeState) -> None:
    """Change the state, once: of two people who decide at the same time, one is refused."""
    check_may_regrade(person)
    same = Regrade.objects.filter(pk=regrade.pk, state__in=allowed)
    if not same.update(state=after, decided_at=timezone.now(), decided_by=person):
        raise RefusedError(CHANGED_MEANWHILE)
    _record(_RECORDED[after], person, regrade)
    log.info("regrade.decided", regrade=str(regrade.uid), state=after.value)
    regrade.refresh_from_db()


_RECORDED = {
    RegradeState.CANCELLED: AuditAction.REGRADE_CANCELLED,
    RegradeState.DRY_RUN: AuditAction.REGRADE_REOPENED,
    RegradeState.APPLYING: AuditAction.REGRADE_APPLIED,
    RegradeState.UNDOING: AuditAction.REGRADE_UNDONE,
}


def _record(action: AuditAction, person: User | None, regrade: Regrade) -> None:
    record(action, actor=person, target=AuditTarget(kind="regrade", uid=regrade.uid, title=str(regrade)))


def _queue_writing() -> None:
    """If the broker can't be reached, the next tick of `write_regrades` does it."""
    try:
        current_app.send_task("exercises.write_regrades", retry=False)
    except (OperationalError, OSError) as error:
        log.warning("regrade.not_queued", error=str(error))
