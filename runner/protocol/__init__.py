"""The protocol between the web and the runner.

The web sends a :class:`Job` as the only argument of the Celery task ``runner.grade`` (queue ``cpu`` or ``gpu``).
The runner answers with a :class:`Report`, and sends heartbeats, each a :class:`WorkerReport`. Both are JSON inside a
:class:`SignedMessage`, which the runner host appends to a list of its own on the broker (:func:`report_list`). No task
is named there, so a host can't ask the web to do anything but record what it signed.
Standard library only: the web imports this package and nothing else of the runner.
:func:`read_front_matter` reads the TOML that exercises, threats and the curriculum's files begin with.

An exercise is a folder. Both sides read its ``exercise.md`` with :func:`read_spec` and name its content with
:func:`folder_digest`, so that a job graded against another version of the folder is noticed and refused. The record of
audits names :func:`audit_digest`, which leaves out the prose that no audit judges.
"""

from .audit import (
    AUDIT_TASK,
    MAX_AUDIT_ITEMS,
    MAX_AUDIT_SECONDS,
    MAX_AUDIT_TEXT,
    AuditJob,
    AuditLevel,
    AuditOutcome,
    AuditReport,
    AuditResult,
)
from .audit_record import RECORD_FILE, RecordedAudit, enter_audit, read_audit_record, write_audit_record
from .broker_link import SILENCE_OPTIONS, AcksOnceMixin, BrokerLinkMixin
from .broker_names import (
    ALL_WORKERS,
    broker_socket,
    broker_user,
    cancelled_key,
    drain_key,
    host_id,
    report_list,
    unacked_keys,
)
from .catalogs import SHIPPED_CATALOG, catalog_folders, folders_of, twin_problems
from .example_calls import EXAMPLES_FILE, ExampleCall, ExampleCalls, read_example_calls, write_example_calls
from .exercise import DIFFICULTIES, Cells, Device, Need, Spec, audit_digest, folder_digest, read_spec
from .exercise_files import (
    MAX_EXERCISE_BYTES,
    MAX_EXERCISE_FILES,
    exercise_files_digest,
    exercise_files_problem,
    write_exercise_files,
)
from .front_matter import FENCE, FrontMatterError, read_front_matter
from .job import GRADE_TASK, Job, Mode
from .limits import Limits
from .liveness import ALIVE_SECONDS, mark_alive
from .queues import (
    BASE_QUEUES,
    REGRADE_SUFFIX,
    Priority,
    base_queue,
    is_gpu_queue,
    is_regrade_queue,
    needs_of,
    queue_name,
    queue_pattern,
    regrade_queue,
    served_queues,
)
from .report import (
    CPU_NAME,
    MAX_CHECKS,
    MAX_MESSAGE_CHARS,
    MAX_OUTPUT_CHARS,
    CheckReport,
    Mistake,
    Report,
    Verdict,
)
from .requirements import (
    INSTALL_COMMAND,
    MAX_PACKAGES,
    MAX_REQUIREMENTS_BYTES,
    REQUIREMENTS_FILE,
    Requirement,
    RequirementsError,
    package_set_name,
    package_set_of,
    packages_need,
    read_requirements,
    write_requirements,
)
from .signed_message import MAX_SIGNED_BYTES, Enrolment, MessageKind, SignedMessage
from .source import MAX_CALL_CHARS, MAX_SOURCE_BYTES, call_problem, source_problem
from .worker_report import WEAK_MODE, LayerReport, WorkerReport

__all__ = [
    "ALIVE_SECONDS", "ALL_WORKERS", "AUDIT_TASK", "BASE_QUEUES", "CPU_NAME", "DIFFICULTIES", "EXAMPLES_FILE", "FENCE",
    "GRADE_TASK", "INSTALL_COMMAND", "MAX_AUDIT_ITEMS", "MAX_AUDIT_SECONDS", "MAX_AUDIT_TEXT", "MAX_CALL_CHARS",
    "MAX_CHECKS", "MAX_EXERCISE_BYTES", "MAX_EXERCISE_FILES", "MAX_MESSAGE_CHARS", "MAX_OUTPUT_CHARS", "MAX_PACKAGES",
    "MAX_REQUIREMENTS_BYTES", "MAX_SIGNED_BYTES", "MAX_SOURCE_BYTES", "RECORD_FILE", "REGRADE_SUFFIX",
    "REQUIREMENTS_FILE", "SHIPPED_CATALOG", "SILENCE_OPTIONS", "WEAK_MODE", "AcksOnceMixin", "AuditJob", "AuditLevel",
    "AuditOutcome", "AuditReport", "AuditResult", "BrokerLinkMixin", "Cells", "CheckReport", "Device", "Enrolment",
    "ExampleCall", "ExampleCalls", "FrontMatterError", "Job", "LayerReport", "Limits", "MessageKind", "Mistake", "Mode",
    "Need", "Priority", "RecordedAudit", "Report", "Requirement", "RequirementsError", "SignedMessage", "Spec",
    "Verdict", "WorkerReport", "audit_digest", "base_queue", "broker_socket", "broker_user", "call_problem",
    "cancelled_key", "catalog_folders", "drain_key", "enter_audit", "exercise_files_digest", "exercise_files_problem",
    "folder_digest", "folders_of", "host_id", "is_gpu_queue", "is_regrade_queue", "mark_alive", "needs_of",
    "package_set_name", "package_set_of", "packages_need", "queue_name", "queue_pattern", "read_audit_record",
    "read_example_calls", "read_front_matter", "read_requirements", "read_spec", "regrade_queue", "report_list",
    "served_queues", "source_problem", "twin_problems", "unacked_keys", "write_audit_record", "write_example_calls",
    "write_exercise_files", "write_requirements",
]  # fmt: skip
