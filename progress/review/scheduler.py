"""The schedule of review cards: the FSRS-6 scheduler of the `fsrs` package, with its published weights.

FSRS models the chance to recall as a power curve in days since the last time, with a stability and a difficulty for
each card, and asks again when that chance has fallen to 90% (Ye and others, "A Stochastic Shortest Path Algorithm for
Optimizing Spaced Repetition Scheduling", KDD 2022). Its steps of minutes are left out: this is no evening of cramming.
"""

from datetime import datetime, timedelta
from typing import Any

from fsrs import Card, Rating, Scheduler

FIRST_INTERVAL = timedelta(days=3)  # sooner, and it is no recall
MAX_CARDS_A_DAY = 5  # cards; a few minutes
MINUTES_A_CARD = 2

_SCHEDULER = Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def reschedule(card: dict[str, Any] | None, rating: int, now: datetime) -> tuple[dict[str, Any], datetime]:
    """Return the card after an answer, as plain data, and when it is due again.

    Args:
        card: what the last answer returned; None at the first.
        rating: 1 forgotten, 2 with effort, 3 recalled, 4 at once.
    """
    current = Card.from_dict(card) if card else Card(due=now)  # type: ignore[arg-type]  # a TypedDict of what to_dict gave
    updated, _ = _SCHEDULER.review_card(current, Rating(rating), now)
    return dict(updated.to_dict()), updated.due
