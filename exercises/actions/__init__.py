"""What people and workers do: save drafts, submit, cancel, record reports, resend, regrade, register runner hosts, load
the catalogue.
"""

from exercises.actions.catalogue import CatalogError, CatalogueChanges, load_exercises
from exercises.actions.drafts import (
    Choice,
    DraftConflictError,
    DraftRefusedError,
    delete_draft,
    replace_draft,
    save_draft,
)
from exercises.actions.heartbeats import record_local_worker, record_worker
from exercises.actions.highlighting import highlight_missing, highlight_submission
from exercises.actions.host_messages import record_message
from exercises.actions.regrades import Regrade, passes_of, regrade, regrade_host
from exercises.actions.reports import record_local_report, record_report
from exercises.actions.resending import resend_lost
from exercises.actions.runner_hosts import (
    HostRefusedError,
    add_runner_host,
    ensure_registrable,
    resume_host,
    revoke_host,
    suspend_host,
    update_broker_users,
)
from exercises.actions.submissions import RateLimitError, SubmissionRefusedError, cancel, submit, submit_again

__all__ = [
    "CatalogError",
    "CatalogueChanges",
    "Choice",
    "DraftConflictError",
    "DraftRefusedError",
    "HostRefusedError",
    "RateLimitError",
    "Regrade",
    "SubmissionRefusedError",
    "add_runner_host",
    "cancel",
    "delete_draft",
    "ensure_registrable",
    "highlight_missing",
    "highlight_submission",
    "load_exercises",
    "passes_of",
    "record_local_report",
    "record_local_worker",
    "record_message",
    "record_report",
    "record_worker",
    "regrade",
    "regrade_host",
    "replace_draft",
    "resend_lost",
    "resume_host",
    "revoke_host",
    "save_draft",
    "submit",
    "submit_again",
    "suspend_host",
    "update_broker_users",
]
