"""What a learner does: one function per verb, in one transaction, called by pages, the API and commands alike.

Each raises PermissionDenied for what belongs to someone else, and RefusedError with a sentence for what can't be done.
"""

from lib.errors import RefusedError
from progress.actions.answers import answer_criterion, restore_answer, withdraw_answer
from progress.actions.commitments import end_commitment, set_commitment, undo_commitment
from progress.actions.entries import NoSuchTopicError, delete_entry, edit_entry, log_session, log_study, restore_entry
from progress.actions.forecasts import remember_forecast
from progress.actions.imports import HoursImport, import_hours, undo_import
from progress.actions.notes import NoteChangedError, restore_note, save_note
from progress.actions.plans import (
    add_pause,
    close_feed,
    delete_plan,
    open_feed,
    remove_pause,
    restart_plan,
    restore_plan,
    save_plan,
    undo_restart,
)
from progress.actions.resources import study_resource, undo_resource, untick_resource
from progress.actions.reviews import answer_review, undo_review
from progress.actions.roadmaps import choose_roadmap
from progress.actions.timer import TimerAsksError, discard_timer, question_of, start_timer, stop_timer
from progress.actions.topic_marks import mark_open_parts, mark_subtopic, mark_topic, undo_mark
from progress.actions.week_news import tell_the_week

__all__ = [
    "HoursImport",
    "NoSuchTopicError",
    "NoteChangedError",
    "RefusedError",
    "TimerAsksError",
    "add_pause",
    "answer_criterion",
    "answer_review",
    "choose_roadmap",
    "close_feed",
    "delete_entry",
    "delete_plan",
    "discard_timer",
    "edit_entry",
    "end_commitment",
    "import_hours",
    "log_session",
    "log_study",
    "mark_open_parts",
    "mark_subtopic",
    "mark_topic",
    "open_feed",
    "question_of",
    "remember_forecast",
    "remove_pause",
    "restart_plan",
    "restore_answer",
    "restore_entry",
    "restore_note",
    "restore_plan",
    "save_note",
    "save_plan",
    "set_commitment",
    "start_timer",
    "stop_timer",
    "study_resource",
    "tell_the_week",
    "undo_commitment",
    "undo_import",
    "undo_mark",
    "undo_resource",
    "undo_restart",
    "undo_review",
    "untick_resource",
    "withdraw_answer",
]
