"""A regrade for the demo that is ready for review, as after an exercise's tolerance was loosened."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from exercises.models import Regrade, RegradeResult, Submission, VerdictChoice
from exercises.regrades.actions import start_regrade
from exercises.regrades.reports import save_result
from exercises.regrades.scope import RegradeScope
from exercises.submissions.report_rows import report_of
from runner.protocol import Report, Verdict

REASON = "The tolerance was too tight for float32"


@transaction.atomic
def make_regrade() -> Regrade | None:
    """Needs the demo's admin. None where the demo has no submissions that failed."""
    failures = Submission.objects.filter(verdict=VerdictChoice.FAILED, state=Submission.State.DONE, mode="submit")
    newest = failures.order_by("-graded_at").first()
    if newest is None:
        return None
    regrade = start_regrade(
        person=User.objects.filter(role=Role.ADMIN)[0],
        scope=RegradeScope(exercise=newest.exercise.slug, verdict="", is_every=True),
        reason=REASON,
    )
    for result in regrade.results.select_related("submission__exercise").order_by("pk"):
        save_result(result, _report(result, passes=result.submission == newest), None)
    Regrade.objects.filter(pk=regrade.pk).update(started_at=timezone.now(), state=Regrade.State.READY)
    return regrade


def _report(result: RegradeResult, *, passes: bool) -> Report:
    """The report that the submission has or, if it ``passes`` now, one in which each check passed."""
    report = report_of(result.submission, list(result.submission.checks.all()))
    report = replace(report, attempt=str(result.attempt), digest=result.submission.exercise.digest)
    if not passes:
        return report
    checks = tuple(replace(check, verdict=Verdict.PASSED, message="", detail={}) for check in report.checks)
    return replace(report, verdict=Verdict.PASSED, message="", mistake=None, checks=checks)
