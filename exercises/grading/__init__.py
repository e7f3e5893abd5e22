"""The web's only door to the runner: read exercise folders, send jobs, and read reports.

Nothing here touches the database. A runner is only half trusted: a GPU host may be under somebody's desk, and a
learner's code has written part of each report. So every text and number of a report is cut to size again.
"""

from exercises.grading.audits import read_audit, send_audit
from exercises.grading.errors import BadReportError, QueueDownError
from exercises.grading.folders import Folder, read_catalog
from exercises.grading.heartbeats import read_worker
from exercises.grading.jobs import FIRST, make_job, send
from exercises.grading.reports import our_fault, read_parts, read_report
from exercises.grading.signed_messages import read_message, verified_payload
from runner.protocol import (
    BASE_QUEUES,
    MAX_AUDIT_SECONDS,
    MAX_CHECKS,
    REGRADE_SUFFIX,
    AuditJob,
    AuditOutcome,
    AuditReport,
    CheckReport,
    Device,
    Enrolment,
    Job,
    MessageKind,
    Mistake,
    Need,
    Report,
    SignedMessage,
    Verdict,
    WorkerReport,
    base_queue,
    broker_user,
    cancelled_key,
    is_gpu_queue,
    queue_name,
    queue_pattern,
    read_audit_record,
    regrade_queue,
    report_list,
    source_problem,
    unacked_keys,
)

__all__ = [
    "BASE_QUEUES",
    "FIRST",
    "MAX_AUDIT_SECONDS",
    "MAX_CHECKS",
    "REGRADE_SUFFIX",
    "AuditJob",
    "AuditOutcome",
    "AuditReport",
    "BadReportError",
    "CheckReport",
    "Device",
    "Enrolment",
    "Folder",
    "Job",
    "MessageKind",
    "Mistake",
    "Need",
    "QueueDownError",
    "Report",
    "SignedMessage",
    "Verdict",
    "WorkerReport",
    "base_queue",
    "broker_user",
    "cancelled_key",
    "is_gpu_queue",
    "make_job",
    "our_fault",
    "queue_name",
    "queue_pattern",
    "read_audit",
    "read_audit_record",
    "read_catalog",
    "read_message",
    "read_parts",
    "read_report",
    "read_worker",
    "regrade_queue",
    "report_list",
    "send",
    "send_audit",
    "source_problem",
    "unacked_keys",
    "verified_payload",
]
