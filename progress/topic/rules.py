"""States of topics and their parts, and hours against the estimate."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lib.durations import HoursRange, format_minutes, tenths, unbroken, unbroken_hours

SKIP_COUNTS = "Skipped, as the roadmap advises. This counts as done."
SKIP_COUNTS_NOT = "Skipped. This doesn’t count as done."
CLAIM_ONLY = "No exercise proves this topic, so you can only claim it: mark it done."


class TopicState(StrEnum):
    """A learner's state with a topic or a part of one."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    SKIPPED = "skipped"
    REVIEW = "review"

    @property
    def is_learned(self) -> bool:
        """Done, even if the learner wants to review it."""
        return self in (TopicState.DONE, TopicState.REVIEW)

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do: learned or skipped."""
        return self.is_learned or self == TopicState.SKIPPED

    @property
    def label(self) -> str:
        return {TopicState.TODO: "to do", TopicState.DOING: "in progress", TopicState.REVIEW: "to review"}.get(
            self, self.value
        )

    @property
    def moves(self) -> tuple["Move", ...]:
        """The moves to each of the other states, the likeliest first."""
        return tuple(MOVES[state] for state in LIKELIEST[self] if state != self)

    @property
    def as_mark(self) -> str | None:
        """The value of a mark with this state; None for to do."""
        return None if self == TopicState.TODO else self.value


@dataclass(frozen=True)
class Move:
    """A button that changes the state: its word, and the text between that and the topic's name."""

    to: TopicState
    word: str
    link: str = " "


MOVES = {
    TopicState.TODO: Move(TopicState.TODO, "To do", ": "),
    TopicState.DOING: Move(TopicState.DOING, "Start"),
    TopicState.DONE: Move(TopicState.DONE, "Done", " with "),
    TopicState.SKIPPED: Move(TopicState.SKIPPED, "Skip"),
    TopicState.REVIEW: Move(TopicState.REVIEW, "Review later", ": "),
}
LIKELIEST = {
    TopicState.TODO: (TopicState.DOING, TopicState.DONE, TopicState.SKIPPED, TopicState.REVIEW),
    TopicState.DOING: (TopicState.DONE, TopicState.REVIEW, TopicState.SKIPPED, TopicState.TODO),
    TopicState.DONE: (TopicState.REVIEW, TopicState.DOING, TopicState.SKIPPED, TopicState.TODO),
    TopicState.SKIPPED: (TopicState.DOING, TopicState.DONE, TopicState.REVIEW, TopicState.TODO),
    TopicState.REVIEW: (TopicState.DONE, TopicState.DOING, TopicState.SKIPPED, TopicState.TODO),
}


def effective_mark(mark: str | None, *, is_skip_advised: bool) -> str | None:
    """A part's mark as it counts for its topic: skipping what the roadmap says to skip is done."""
    return TopicState.DONE.value if is_skip_advised and mark == TopicState.SKIPPED else mark


def topic_state(*, mark: str | None, parts: Sequence[str | None], is_begun: bool) -> TopicState:
    """The learner's word on the topic decides; without one, its parts' marks and whether anything was begun.

    ``parts`` has the mark of every part, None for those without one; ``is_begun`` is time logged or an exercise tried.
    """
    if mark:
        return TopicState(mark)
    if parts and all(part and TopicState(part).is_closed for part in parts):
        return TopicState.SKIPPED if all(part == TopicState.SKIPPED for part in parts) else TopicState.DONE
    return TopicState.DOING if is_begun or any(parts) else TopicState.TODO


def skip_sentence(state: TopicState, *, is_skip_advised: bool) -> str:
    """Say how a skip counts; empty if nothing was skipped."""
    if state != TopicState.SKIPPED:
        return ""
    return SKIP_COUNTS if is_skip_advised else SKIP_COUNTS_NOT


def standing_text(standings: Sequence[str], noun: str = "") -> str:
    """Count what is proven, known by a pass of its hardest exercise, claimed and skipped, each apart.

    >>> standing_text(["proven", "known", "claimed", "review", "todo"], "topics")
    '1 of 5 topics proven, 1 known, 2 claimed'
    """
    claimed_count = sum(standing in ("claimed", TopicState.REVIEW) for standing in standings)
    skip_count = standings.count(TopicState.SKIPPED)
    others = ((standings.count("known"), "known"), (claimed_count, "claimed"), (skip_count, "skipped"))
    words = ["of", str(len(standings)), *([noun] if noun else []), "proven"]
    return ", ".join(
        [f"{standings.count('proven')} {' '.join(words)}", *(f"{count} {word}" for count, word in others if count)]
    )


def parts_sentence(marks: Sequence[str | None]) -> str:
    """ "4 of 7 parts done, 1 skipped." """
    if not marks:
        return ""
    done_count = sum(mark is not None and TopicState(mark).is_learned for mark in marks)
    skip_count = sum(mark == TopicState.SKIPPED for mark in marks)
    return f"{done_count} of {len(marks)} parts done{f', {skip_count} skipped' if skip_count else ''}."


@dataclass(frozen=True)
class HoursBudget:
    """Minutes logged on something against its estimate. ``is_closed``: nothing is left to do."""

    minutes: int
    estimate: HoursRange | None
    is_closed: bool = False

    @property
    def hours_left(self) -> HoursRange | None:
        """Hours left; they and the hours logged add up to the estimate, as printed. None without an estimate."""
        if self.estimate is None:
            return None
        if self.is_closed:
            return HoursRange(0, 0)
        return HoursRange(
            max(0, self.estimate.low - self.tenths_logged), max(0, self.estimate.high - self.tenths_logged)
        )

    @property
    def tenths_logged(self) -> int:
        """Tenths of an hour logged: how much of a bar of ``bar_length`` is filled."""
        return tenths(self.minutes)

    @property
    def bar_length(self) -> int:
        """Tenths of an hour that the bar is long; what was logged beyond the estimate does not overflow it."""
        return max(self.estimate.high if self.estimate else 0, self.tenths_logged, 1)

    @property
    def hours_left_text(self) -> str:
        """ "1.6 to 5.6 h", "up to 3 h", or nothing where none is left or none was estimated."""
        return format_hours_left(self.hours_left)

    @property
    def sentence(self) -> str:
        if self.estimate is None:
            return f"{unbroken_hours(self.minutes)} logged." if self.minutes else "Nothing logged yet."
        if not self.minutes:
            return f"Nothing logged yet. Estimate: {unbroken(str(self.estimate))}."
        if self.is_closed or not self.hours_left_text:
            return f"{unbroken_hours(self.minutes)} logged. Estimate: {unbroken(str(self.estimate))}."
        return f"{self.logged_of_estimate} logged, {self.hours_left_text} left."

    @property
    def logged_of_estimate(self) -> str:
        """ "6.4 of 8 to 12 h"."""
        text = unbroken_hours(self.minutes)
        return f"{text.removesuffix(unbroken(' h'))} of {unbroken(str(self.estimate))}" if self.estimate else text


def format_hours_left(hours: HoursRange | None) -> str:
    """ "1.6 to 5.6 h", "up to 3 h", or nothing where none is left or none was estimated."""
    if hours is None or not hours.high:
        return ""
    return unbroken(str(hours)) if hours.low else f"up to {unbroken(str(HoursRange(hours.high, hours.high)))}"


def coarse(hours: HoursRange) -> HoursRange:
    """Round to whole hours, since a sum of estimates is not known to the tenth."""
    return HoursRange((hours.low + 5) // 10 * 10, (hours.high + 5) // 10 * 10)


def sentence_to_test_out(title: str, minutes: int, total: int, *, is_passed: bool) -> str:
    """``title`` and ``minutes`` are those of the topic's hardest exercise; ``total`` counts all its exercises.

    >>> sentence_to_test_out("Attention", 75, 3, is_passed=False), sentence_to_test_out("Sums", 20, 1, is_passed=True)
    ('Pass “Attention”, the hardest of its 3 exercises, to show that you know this topic. It takes about 1 h 15 min.', \
'You passed “Sums”, its exercise, which shows that you know this topic.')
    """
    if not total:
        return CLAIM_ONLY
    which = "its exercise" if total == 1 else f"the hardest of its {total} exercises"
    if is_passed:
        return f"You passed “{title}”, {which}, which shows that you know this topic."
    return f"Pass “{title}”, {which}, to show that you know this topic. It takes about {format_minutes(minutes)}."
