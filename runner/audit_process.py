"""An audit as a process of its own beside a worker, at the lowest priority, so that the worker goes on grading."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace

from runner.protocol import MAX_AUDIT_SECONDS, AuditJob, AuditOutcome, AuditReport

_LOG = logging.getLogger(__name__)
_DEATH = "The audit's process ended without a result, with exit status {}."
Send = Callable[[AuditReport], None]


def start(job: AuditJob, send: Send, *, is_weak: bool) -> threading.Thread:
    """Start the process, and a thread that sends its reports. Both end with this worker."""
    thread = threading.Thread(target=_follow, args=(job, send, is_weak), name=f"audit {job.exercise}", daemon=True)
    thread.start()
    return thread


def _follow(job: AuditJob, send: Send, is_weak: bool) -> None:
    command = [sys.executable, "-m", "runner", "audit-job"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    timer = threading.Timer(MAX_AUDIT_SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    outcome = AuditOutcome.RUNNING
    try:
        if process.stdin:
            with process.stdin:
                json.dump(job.to_json(), process.stdin)
        for line in process.stdout or ():
            report = replace(AuditReport.from_json(json.loads(line)), weak=is_weak)
            outcome = report.outcome
            send(report)
        if outcome is AuditOutcome.RUNNING:
            message = _DEATH.format(process.wait())
            send(AuditReport(audit=job.audit, digest=job.digest, outcome=AuditOutcome.BROKEN, message=message))
    except Exception:  # the web sends an audit without an answer again
        _LOG.exception("could not report on the audit of %s", job.exercise)
        process.kill()
    finally:
        timer.cancel()
        process.wait()
