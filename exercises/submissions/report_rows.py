"""Reports as rows of submissions and checks, and rows as reports."""

from dataclasses import asdict, fields
from typing import Any

from exercises.models import CheckResult, Submission
from runner.protocol import CheckReport, Mistake, Report, Verdict

CHECK_FIELDS = tuple(field.name for field in fields(CheckReport))


def verdict_fields(report: Report) -> dict[str, Any]:
    """The fields of a submission that come from its report: all of the same name, and the mistake's three."""
    return {name: getattr(report, name) for name in shared_field_names()} | {
        "verdict": report.verdict.value,
        "figures": list(report.figures) or None,
        "mistake": report.mistake.name if report.mistake else "",
        "mistake_message": report.mistake.message if report.mistake else "",
        "mistake_fix": report.mistake.fix if report.mistake else "",
    }


def shared_field_names() -> set[str]:
    """The fields that a report and a submission both have."""
    names = {field.name for field in fields(Report)} & {field.name for field in Submission._meta.concrete_fields}
    return names - {"attempt"}


def check_rows(report: Report, submission: Submission) -> list[CheckResult]:
    """A CheckResult for each check, not saved yet."""
    return [
        CheckResult(submission=submission, order=order, **asdict(check) | {"verdict": check.verdict.value})
        for order, check in enumerate(report.checks)
    ]


def report_of(submission: Submission, checks: list[CheckResult]) -> Report:
    """A submission's verdict and checks as a report, as if they came from the runner now."""
    names = ("message", "output", "line", "device", "gpu_s", "digest", "worker", "versions", "phases")
    mistake = None
    if submission.mistake:
        mistake = Mistake(submission.mistake, submission.mistake_message, submission.mistake_fix)
    return Report(
        submission=str(submission.uid),
        attempt=str(submission.attempt),
        verdict=Verdict(submission.verdict),
        checks=tuple(_check_of(check) for check in checks),
        mistake=mistake,
        **{name: getattr(submission, name) for name in names},
    )


def _check_of(check: CheckResult) -> CheckReport:
    values: dict[str, Any] = {name: getattr(check, name) for name in CHECK_FIELDS}
    return CheckReport(**values | {"verdict": Verdict(check.verdict)})


def report_sentence(report: Report) -> str:
    """Return what the learner reads first: the recognised mistake, else the first failing check, else the message."""
    if report.has_passed:
        return ""
    failing = (check.message for check in report.checks if check.verdict is not Verdict.PASSED and check.ms > 0)
    return (report.mistake.message if report.mistake else "") or next(failing, "") or report.message
