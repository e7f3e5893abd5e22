"""Criteria and checkpoints: how they stand, and where to go back to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from lib.durations import HoursRange
from progress.topic.rules import format_hours_left

Key = TypeVar("Key")
ASSESSMENT_READY = "You can do all of this"


class Status(StrEnum):
    """The status of a criterion: proven by a passed exercise, signed off by a mentor, or claimed by a learner's yes."""

    PROVEN = "proven"
    SIGNED_OFF = "signed_off"
    CLAIMED = "claimed"
    NOT_YET = "not_yet"
    OPEN = "open"

    @property
    def holds(self) -> bool:
        return self in (Status.PROVEN, Status.SIGNED_OFF, Status.CLAIMED)

    @property
    def word(self) -> str:
        return self.value.replace("_", " ")

    @property
    def sign(self) -> str:
        return _SIGNS[self]

    @property
    def label(self) -> str:
        """A sign and a word: colour alone tells nobody anything."""
        return f"{self.sign} {self.word}"

    @property
    def with_sign_off(self) -> "Status":
        """The status after a mentor's sign-off. That confirms a claim and changes nothing else: the learner's "not yet"
        stays, and a pass says more. So no checkpoint depends on a mentor.
        """
        return Status.SIGNED_OFF if self == Status.CLAIMED else self


_SIGNS = dict(zip(Status, "✓◉◇→○", strict=True))


class CheckpointOutcome(StrEnum):
    READY = "ready"
    NOT_YET = "not_yet"
    OPEN = "open"


def criterion_status(*, answer: str | None, is_proven: bool) -> Status:
    """Return the status of a criterion. A passed exercise proves it; without one, a yes is a claim."""
    if is_proven:
        return Status.PROVEN
    return {"yes": Status.CLAIMED, "not_yet": Status.NOT_YET}.get(answer or "", Status.OPEN)


def checkpoint_outcome(statuses: Sequence[Status]) -> CheckpointOutcome:
    """Return ready if every criterion holds, not yet as soon as one answer is no, else open."""
    if Status.NOT_YET in statuses:
        return CheckpointOutcome.NOT_YET
    return CheckpointOutcome.READY if statuses and all(status.holds for status in statuses) else CheckpointOutcome.OPEN


def status_of_all(statuses: Sequence[Status]) -> Status:
    """Return the status of a whole checkpoint: proven if all of it is, and signed off if all that isn't proven is."""
    match checkpoint_outcome(statuses):
        case CheckpointOutcome.NOT_YET:
            return Status.NOT_YET
        case CheckpointOutcome.OPEN:
            return Status.OPEN
    return max(statuses, key=list(Status).index)


def proven_of(statuses: Sequence[Status]) -> str:
    """Count the criteria that are proven, signed off and claimed: "1 of 3 proven, 1 signed off, 1 claimed"."""
    counts = [(statuses.count(status), status.word) for status in (Status.SIGNED_OFF, Status.CLAIMED)]
    return ", ".join([f"{statuses.count(Status.PROVEN)} of {len(statuses)} proven", *_texts(counts)])


def outcome_sentence(statuses: Sequence[Status], *, is_assessment: bool = False, new_count: int = 0) -> str:
    """Say in one sentence how a checkpoint or a self-assessment stands.

    ``new_count`` is how many criteria are new since everything else held: those the learner had no chance to answer.
    """
    total, open_count = len(statuses), statuses.count(Status.OPEN)
    if open_count == total:
        nouns = ("question", "questions") if is_assessment else ("criterion", "criteria")
        return f"{total} {nouns[total != 1]}, none answered yet."
    match checkpoint_outcome(statuses):
        case CheckpointOutcome.READY:
            return f"{ASSESSMENT_READY if is_assessment else 'Ready'}: {proven_of(statuses)}."
        case CheckpointOutcome.NOT_YET:
            return f"{proven_of(statuses)}, {open_count + statuses.count(Status.NOT_YET)} to go."
    if new_count == open_count:
        return f"{new_count} new since you were ready: {proven_of(statuses)}, {open_count} open."
    return f"{proven_of(statuses)}, {open_count} open."


def reached_sentence(title: str, statuses: Sequence[Status]) -> str:
    """Return the sentence of the notice about a checkpoint that is ready.

    >>> reached_sentence("Ready for phase 2?", [Status.PROVEN, Status.CLAIMED])
    'You’ve reached the checkpoint “Ready for phase 2?” with 1 of 2 criteria proven.'
    >>> reached_sentence("Ready for phase 2?", [Status.PROVEN, Status.PROVEN])
    'You’ve proven all 2 criteria of the checkpoint “Ready for phase 2?”.'
    """
    proven_count, total = statuses.count(Status.PROVEN), len(statuses)
    if proven_count == total:
        return f"You’ve proven {f'all {total} criteria' if total > 1 else 'the criterion'} of the checkpoint “{title}”."
    return f"You’ve reached the checkpoint “{title}” with {proven_count} of {total} criteria proven."


def _texts(counts: Iterable[tuple[int, str]]) -> list[str]:
    return [f"{count} {word}" for count, word in counts if count]


def added_since_ready(criteria: Sequence[tuple[Status, datetime | None, datetime | None]]) -> int:
    """Count the open criteria that were added after all others held. Each comes with when it was added (None: with its
    checkpoint) and when it was last proven or claimed.
    """
    holding_since = [at for status, _, at in criteria if status.holds and at]
    dates_added = [added_at for status, added_at, _ in criteria if status == Status.OPEN]
    if not holding_since or len(holding_since) + len(dates_added) < len(criteria):
        return 0
    ready_at = max(holding_since)
    return len(dates_added) if all(added_at and added_at > ready_at for added_at in dates_added) else 0


def weak_areas(criteria: Iterable[tuple[Status, Sequence[Key]]]) -> list[Key]:
    """Return the topics of the criteria answered "not yet", each once, in order."""
    return list(dict.fromkeys(topic for status, topics in criteria if status == Status.NOT_YET for topic in topics))


def go_back_sentence(hours_left: Sequence[HoursRange | None]) -> str:
    """Say how many topics to go back to, and the hours left in them. ``hours_left`` has one item for each topic."""
    if not hours_left:
        return ""
    topics = "1 topic" if len(hours_left) == 1 else f"{len(hours_left)} topics"
    hours = format_hours_left(HoursRange.total(hours for hours in hours_left if hours))
    return f"Go back to {topics}{f' ({hours} left)' if hours else ''}, then answer again."
