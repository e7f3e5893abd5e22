"""What people and workers do: save drafts, submit, cancel, record reports, resend, regrade, register runner hosts, load
the catalogue.
"""

from exercises.actions.audit_sending import advance_audits
from exercises.actions.audits import record_audit, request_audit
from exercises.actions.catalogue import CatalogError, CatalogueChanges, load_exercises
from exercises.actions.difficulties import measure_difficulties
from exercises.actions.drafts import (
    Choice,
    DraftConflictError,
    DraftRefusedError,
    delete_draft,
    delete_review_draft,
    replace_draft,
    save_draft,
)
from exercises.actions.heartbeats import record_local_worker, record_worker
from exercises.actions.highlighting import highlight_missing, highlight_submission
from exercises.actions.host_messages import record_message
from exercises.actions.readings import queue_reading, read_folders
from exercises.actions.regrade_application import write_regrades
from exercises.actions.regrades import (
    advance_regrades,
    apply_regrade,
    cancel_regrade,
    reopen_regrade,
    start_regrade,
    undo_regrade,
)
from exercises.actions.reports import record_local_report, record_report
from exercises.actions.resending import resend_lost
from exercises.actions.runner_hosts import (
    HostRefusedError,
    add_runner_host,
    ensure_registrable,
)
from exercises.actions.service import pause_host, revoke_host, set_host_state, set_worker_state, update_broker
from exercises.actions.single_regrades import passes_of
from exercises.actions.stages import set_stage
from exercises.actions.submissions import (
    KEY_LIFE,
    KEY_REUSED,
    KeyReusedError,
    RateLimitError,
    SubmissionRefusedError,
    cancel,
    submit,
    submit_again,
)
from exercises.actions.trial_adoption import adopt_trials
from exercises.actions.trials import forget_trials, start_trial

__all__ = [
    "KEY_LIFE",
    "KEY_REUSED",
    "CatalogError",
    "CatalogueChanges",
    "Choice",
    "DraftConflictError",
    "DraftRefusedError",
    "HostRefusedError",
    "KeyReusedError",
    "RateLimitError",
    "SubmissionRefusedError",
    "add_runner_host",
    "adopt_trials",
    "advance_audits",
    "advance_regrades",
    "apply_regrade",
    "cancel",
    "cancel_regrade",
    "delete_draft",
    "delete_review_draft",
    "ensure_registrable",
    "forget_trials",
    "highlight_missing",
    "highlight_submission",
    "load_exercises",
    "measure_difficulties",
    "passes_of",
    "pause_host",
    "queue_reading",
    "read_folders",
    "record_audit",
    "record_local_report",
    "record_local_worker",
    "record_message",
    "record_report",
    "record_worker",
    "reopen_regrade",
    "replace_draft",
    "request_audit",
    "resend_lost",
    "revoke_host",
    "save_draft",
    "set_host_state",
    "set_stage",
    "set_worker_state",
    "start_regrade",
    "start_trial",
    "submit",
    "submit_again",
    "undo_regrade",
    "update_broker",
    "write_regrades",
]
