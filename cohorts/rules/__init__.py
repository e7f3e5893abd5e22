"""Who needs a mentor and why, and whose turn it is in a thread. Pure functions."""

from cohorts.rules.headlines import (
    ACTIVE_LATELY,
    MAX_NAMES,
    NOBODY_STARTED,
    NOT_STARTED,
    ONLY_LEARNER,
    headline,
    headline_sentence,
)
from cohorts.rules.names import labels, short_names
from cohorts.rules.need import (
    NOT_BEGUN,
    SILENT,
    SILENT_AFTER,
    STUCK_AFTER,
    WAITING,
    Asking,
    Failing,
    LearnerNeed,
    need_of,
)
from cohorts.rules.pace import (
    BEHIND_AFTER,
    Basis,
    DueTopic,
    due_topics,
    is_behind,
    minutes_done,
    minutes_due,
    pace_text,
)
from cohorts.rules.phrases import ago, days_ago, in_words
from cohorts.rules.states import phase_state
from cohorts.rules.turns import LATELY, QUIET_DAYS, WAIT_WINDOW, Turn, span, turn_of, wait_sentence

__all__ = [
    "ACTIVE_LATELY",
    "BEHIND_AFTER",
    "LATELY",
    "MAX_NAMES",
    "NOBODY_STARTED",
    "NOT_BEGUN",
    "NOT_STARTED",
    "ONLY_LEARNER",
    "QUIET_DAYS",
    "SILENT",
    "SILENT_AFTER",
    "STUCK_AFTER",
    "WAITING",
    "WAIT_WINDOW",
    "Asking",
    "Basis",
    "DueTopic",
    "Failing",
    "LearnerNeed",
    "Turn",
    "ago",
    "days_ago",
    "due_topics",
    "headline",
    "headline_sentence",
    "in_words",
    "is_behind",
    "labels",
    "minutes_done",
    "minutes_due",
    "need_of",
    "pace_text",
    "phase_state",
    "short_names",
    "span",
    "turn_of",
    "wait_sentence",
]
