"""Whether a report can be the verdict on a job: of a submission, a regrade's result, a trial or another app."""

from exercises.fleet.queues import may_use
from exercises.grading.reports import our_fault
from exercises.models import RunnerHost
from exercises.submissions.rules import OTHER_VERSION, fits_mode
from runner.protocol import Job, Report, Verdict


def refusal_reason(report: Report, job: Job, *, host: RunnerHost, queue: str) -> str:
    """Return why this host's report can't be the verdict on this job; empty if it can."""
    if not may_use(host.queues, queue):
        return f"the host is not registered for {queue}"
    if report.verdict is not Verdict.INTERNAL and report.job != job.fingerprint:
        return "it is about another source"
    if not fits_mode(report.verdict.value, job.mode.value):
        return f"{report.verdict} is no verdict of the mode {job.mode}"
    return ""


def report_for_version(report: Report, job: Job) -> Report:
    """Return the report, or a fault of ours if the runner had another version of the exercise than the job's."""
    if report.verdict is Verdict.INTERNAL or report.digest == job.digest:
        return report
    return our_fault(job.submission, job.attempt, OTHER_VERSION)
