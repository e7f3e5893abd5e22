"""What can be done: keep drafts, submit, cancel, record reports, send again, grade again, load the catalogue."""

from exercises.actions.catalogue import CatalogError, Loaded, load_exercises
from exercises.actions.drafting import Choice, DraftConflict, DraftRefused, delete_draft, replace_draft, save_draft
from exercises.actions.recording import record_report, record_worker, resend_lost
from exercises.actions.regrading import Regrade, regrade
from exercises.actions.sending import MAX_ATTEMPTS
from exercises.actions.submitting import RateLimited, SubmissionRefused, cancel, submit, submit_again

__all__ = [
    "MAX_ATTEMPTS",
    "CatalogError",
    "Choice",
    "DraftConflict",
    "DraftRefused",
    "Loaded",
    "RateLimited",
    "Regrade",
    "SubmissionRefused",
    "cancel",
    "delete_draft",
    "load_exercises",
    "record_report",
    "record_worker",
    "regrade",
    "replace_draft",
    "resend_lost",
    "save_draft",
    "submit",
    "submit_again",
]
