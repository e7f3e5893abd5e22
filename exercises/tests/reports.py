"""Reports as the runner sends them, and a runner host to sign them."""

import hashlib
import json
import time
from typing import Any

from django.utils import timezone

from exercises.fleet import heartbeats
from exercises.fleet.actions import add_runner_host
from exercises.lifecycle import audits
from exercises.models import Exercise, RegradeResult, RunnerHost, Submission, Trial, VerdictChoice, VersionAudit
from exercises.regrades.attempts import job_of_result
from exercises.submissions import reports
from exercises.submissions.attempts import job_of
from exercises.submissions.spot_checks import begin_regrade
from exercises.trials.actions import job_of_trial
from runner.identity import Identity
from runner.protocol import MessageKind

Report = dict[str, Any]
EVERY_QUEUE = ("cpu", "cpu-regrade", "gpu", "gpu-regrade")


def identity_of(name: str) -> Identity:
    """Return an identity: the same secrets for the same name, in every test."""
    return Identity(hashlib.sha256(name.encode()).digest())


def host_called(name: str = "hill", queues: tuple[str, ...] = EVERY_QUEUE, *, lent: bool = False) -> RunnerHost:
    """A registered runner host, whose secrets are identity_of(name)."""
    line = identity_of(name).enrolment.to_line()
    return add_runner_host(name=name, enrolment=line, queues=queues, is_lent=lent)


def signed(data: Any, kind: MessageKind = MessageKind.REPORT, by: str = "hill") -> str:
    return identity_of(by).sign(kind, json.dumps(data))


def record_report(*, data: Any, by: str = "hill") -> bool:
    """Have a report signed by a host, which is registered for every queue if it's new, and recorded."""
    _ensure(by)
    return reports.record_report(data=signed(data, MessageKind.REPORT, by))


def record_worker(*, data: Any, by: str = "hill") -> bool:
    """Sign and record a worker's heartbeat, sent now."""
    _ensure(by)
    data = {"sent_at": time.time()} | data if isinstance(data, dict) else data
    return heartbeats.record_worker(data=signed(data, MessageKind.HEARTBEAT, by))


def _ensure(name: str) -> None:
    if not RunnerHost.objects.filter(name=name).exists():
        host_called(name)


def grade_all(verdict: str = VerdictChoice.FAILED, **fields: Any) -> None:
    """Everything that waits has this verdict now, without a report for each."""
    done = {"state": Submission.State.DONE, "verdict": verdict, "graded_at": timezone.now()}
    Submission.objects.waiting().update(**done | fields)


def check_of(title: str, verdict: str = "passed", **values: Any) -> Report:
    return {"name": title.lower().replace(" ", "_"), "title": title, "verdict": verdict, "ms": 0.4} | values


def worker_of(queue: str = "cpu", /, **values: Any) -> Report:
    """A runner that describes itself, fit unless its ``layers`` say otherwise."""
    return {
        "name": f"{queue}@host",
        "start": "first",
        "queues": [queue, f"{queue}-regrade"],
        "device": "CPU",
        "processes": 2,
        "versions": {"numpy": "2.4.6"},
        "layers": [{"name": "namespaces", "ok": True, "evidence": "own mnt", "fix": ""}],
    } | values


def report_on(submission: Submission, verdict: str = "passed", /, *checks: Report, **values: Any) -> Report:
    """Return the report that a runner would send on the submission as it is in the database."""
    row = Submission.objects.select_related("exercise").get(pk=submission.pk)
    row.attempt = submission.attempt
    return {
        "submission": str(submission.uid),
        "attempt": str(submission.attempt),
        "verdict": verdict,
        "checks": list(checks) or [check_of("One query over three keys", verdict)],
        "digest": row.exercise.digest,
        "job": job_of(row).fingerprint,
        "device": "CPU",
        "versions": {"numpy": "2.4.6"},
        "phases": {"cell": 250.0, "judge": 40.0, "total": 310.0},
    } | values


def regrade_in_place(exercise: Exercise) -> None:
    """Every pass of an exercise is being graded again, as after a spot check."""
    for submission in exercise.submissions.passes().select_related("exercise").order_by("pk"):
        begin_regrade(submission)


def report_on_result(result: RegradeResult, verdict: str = "passed", /, *checks: Report, **values: Any) -> Report:
    """Return the report that a runner would send on a regrade's result as it is in the database."""
    row = RegradeResult.objects.select_related("submission__exercise").get(pk=result.pk)
    about = {"attempt": str(result.attempt), "job": job_of_result(row).fingerprint}
    return report_on(row.submission, verdict, *checks, **about | values)


def record_audit(*, data: Any, by: str = "hill") -> bool:
    """Have a report on an audit signed by a host, and recorded."""
    _ensure(by)
    return audits.record_audit(data=signed(data, MessageKind.AUDIT, by))


def audit_report_on(audit: VersionAudit, outcome: str = "passed", **values: Any) -> Report:
    """Return the report that a runner would send on the newest attempt of an audit."""
    row = VersionAudit.objects.select_related("version").get(pk=audit.pk)
    result: Report = {"draws": 60, "mistakes": 4, "recognitions": 4, "mutants": 12, "kills": 12, "seconds": 7.1}
    if outcome == "failed":
        result |= {"problem_count": 1, "problems": ["loops.py is right and fails on draw 1: any_shape: wrong"]}
    report = {"audit": str(row.attempt), "digest": row.version.digest, "outcome": outcome, "result": result}
    return report | values


def trial_report_on(trial: Trial, verdict: str = "passed", /, *checks: Report, **values: Any) -> Report:
    """Return the report that a runner would send on a visitor's trial."""
    row = Trial.objects.select_related("exercise").get(pk=trial.pk)
    return {
        "submission": str(row.uid),
        "attempt": str(row.attempt),
        "verdict": verdict,
        "checks": list(checks) or [check_of("One query over three keys", verdict)],
        "digest": row.exercise.digest,
        "job": job_of_trial(row).fingerprint,
    } | values
