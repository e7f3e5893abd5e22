"""What a learner does: one function per verb, in one transaction, called by pages, the API and commands alike.

Each raises PermissionDenied for what belongs to someone else, and RefusedError with a sentence for what can't be done.
"""

from accounts.errors import RefusedError
from progress.actions.hours import (
    NoSuchTopicError,
    TimerAsksError,
    delete_entry,
    discard_timer,
    edit_entry,
    log_session,
    log_study,
    question_of,
    restore_entry,
    start_timer,
    stop_timer,
)
from progress.actions.importing import Imported, import_hours, undo_import
from progress.actions.marks import (
    answer_criterion,
    mark_subtopic,
    mark_topic,
    restore_answer,
    undo_mark,
    withdraw_answer,
)
from progress.actions.notes import NoteChangedError, restore_note, save_note
from progress.actions.planning import (
    add_pause,
    begin_anew,
    close_feed,
    delete_plan,
    open_feed,
    remove_pause,
    restore_plan,
    save_plan,
)
from progress.actions.reviewing import answer_review, undo_review
from progress.actions.week import tell_the_week

__all__ = [
    "Imported",
    "NoSuchTopicError",
    "NoteChangedError",
    "RefusedError",
    "TimerAsksError",
    "add_pause",
    "answer_criterion",
    "answer_review",
    "begin_anew",
    "close_feed",
    "delete_entry",
    "delete_plan",
    "discard_timer",
    "edit_entry",
    "import_hours",
    "log_session",
    "log_study",
    "mark_subtopic",
    "mark_topic",
    "open_feed",
    "question_of",
    "remove_pause",
    "restore_answer",
    "restore_entry",
    "restore_note",
    "restore_plan",
    "save_note",
    "save_plan",
    "start_timer",
    "stop_timer",
    "tell_the_week",
    "undo_import",
    "undo_mark",
    "undo_review",
    "withdraw_answer",
]
