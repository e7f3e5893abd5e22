"""Rules for whose turn it is in a thread, and how long answers take."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf

QUIET_DAYS = 28  # after that it isn't the learner's turn any more, on a site where threads never close
LATELY = "in the last four weeks"
WAIT_WINDOW = timedelta(weeks=4)  # for how long answers took lately


class Turn(StrEnum):
    """The side that should write next in a thread."""

    MENTOR = "mentor"
    LEARNER = "learner"
    NOBODY = "nobody"


def turn_of(
    *,
    newest_from_mentor: bool,
    newest_at: datetime,
    settled_at: datetime | None,
    now: datetime,
    quiet_after: timedelta = timedelta(days=QUIET_DAYS),
) -> Turn:
    """Return the side that didn't write last, until the thread is settled or the learner has been quiet for so long.

    A question never expires: it waits until somebody answers it or its learner settles it.
    """
    if settled_at and settled_at >= newest_at:
        return Turn.NOBODY
    if not newest_from_mentor:
        return Turn.MENTOR
    return Turn.LEARNER if now - newest_at < quiet_after else Turn.NOBODY


def wait_sentence(waits: Sequence[timedelta | None], *, where: str = "your cohort") -> str:
    """Say how long answers took lately in a cohort. None in ``waits`` is a question that still waits.

    >>> wait_sentence([timedelta(hours=5), timedelta(hours=2), None])
    'The median wait for an answer in your cohort in the last four weeks was 5\xa0h (3 questions, 1 still waiting).'
    """
    if not waits:
        return f"Nobody in {where} has asked a question {LATELY}, so we don’t know how long an answer takes."
    questions = f"the {len(waits)} questions in {where}" if len(waits) > 1 else f"the only question in {where}"
    open_still = sum(wait is None for wait in waits)
    middle = statistics.median_high(wait.total_seconds() if wait else inf for wait in waits)
    if middle == inf:
        waiting = "The" + questions.removeprefix("the") if open_still == len(waits) else f"{open_still} of {questions}"
        return f"{waiting} {LATELY} {'is' if open_still == 1 else 'are'} still waiting."
    within = span(timedelta(seconds=middle))
    if len(waits) == 1:
        return f"The only question in {where} {LATELY} was answered within {within}."
    rest = f", {open_still} still waiting" if open_still else ""
    return f"The median wait for an answer in {where} {LATELY} was {within} ({len(waits)} questions{rest})."


def span(wait: timedelta) -> str:
    """Format a wait, rounded up, in the unit that reads best.

    >>> span(timedelta(minutes=4)), span(timedelta(hours=5)), span(timedelta(days=3))
    ('4\xa0min', '5\xa0h', '3\xa0days')
    """
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    if minutes < 90:
        return f"{minutes}\u00a0min"
    if minutes <= 48 * 60:
        return f"{-(-minutes // 60)}\u00a0h"
    return f"{-(-minutes // (24 * 60))}\u00a0days"


LineRange = tuple[int, int]
"""The first and the last line, from 1."""


def format_lines(lines: LineRange) -> str:
    """
    >>> format_lines((3, 3)), format_lines((3, 5))
    ('line 3', 'lines 3–5')
    """
    first, last = lines
    return f"line {first}" if first == last else f"lines {first}–{last}"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A text on lines of the code, as part of a message."""

    text: str
    lines: LineRange
