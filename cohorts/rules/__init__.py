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
from cohorts.rules.phrases import ago, days_ago, in_words
from cohorts.rules.states import phase_state
from cohorts.rules.turns import LATELY, QUIET_AFTER, WAIT_WINDOW, Turn, span, turn_of, wait_sentence

__all__ = [
    "ACTIVE_LATELY",
    "LATELY",
    "MAX_NAMES",
    "NOBODY_STARTED",
    "NOT_BEGUN",
    "NOT_STARTED",
    "ONLY_LEARNER",
    "QUIET_AFTER",
    "SILENT",
    "SILENT_AFTER",
    "STUCK_AFTER",
    "WAITING",
    "WAIT_WINDOW",
    "Asking",
    "Failing",
    "LearnerNeed",
    "Turn",
    "ago",
    "days_ago",
    "headline",
    "headline_sentence",
    "in_words",
    "labels",
    "need_of",
    "phase_state",
    "short_names",
    "span",
    "turn_of",
    "wait_sentence",
]
