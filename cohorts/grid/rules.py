"""The states of phases, topics and exercises in the mentor's grid: what is proven, signed off and claimed stay
apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from progress.checkpoints.rules import Status
from progress.topic.rules import TopicState


class CellState(StrEnum):
    """A learner's state with a phase, a topic or an exercise."""

    PROVEN = "proven"
    SIGNED_OFF = "signed_off"
    CLAIMED = "claimed"
    DOING = "doing"
    STUCK = "stuck"
    REVIEW = "review"
    SKIPPED = "skipped"
    TODO = "todo"

    @property
    def sign(self) -> str:
        return _SIGNS[self]

    @property
    def word(self) -> str:
        return _WORDS.get(self, self.value)

    @property
    def label(self) -> str:
        """A sign and a word, because colour alone isn't accessible."""
        return f"{self.sign} {self.word}"


_SIGNS = dict(zip(CellState, "✓◉◇→!←–○", strict=True))
_WORDS = {
    CellState.SIGNED_OFF: "signed off",
    CellState.DOING: "in progress",
    CellState.REVIEW: "to review",
    CellState.TODO: "to do",
}


@dataclass(frozen=True)
class ExerciseRuns:
    """A learner's submissions of one exercise."""

    count: int
    is_passed: bool
    is_stuck: bool = False

    @property
    def state(self) -> CellState:
        if self.is_passed:
            return CellState.PROVEN
        if self.is_stuck:
            return CellState.STUCK
        return CellState.DOING if self.count else CellState.TODO


def phase_state(topics: Sequence[TopicState]) -> TopicState:
    """Return done when nothing is left to do, doing once something has begun, skipped when everything was skipped."""
    if not topics:
        return TopicState.TODO
    if all(state.is_closed for state in topics):
        return TopicState.SKIPPED if all(state == TopicState.SKIPPED for state in topics) else TopicState.DONE
    return TopicState.TODO if all(state == TopicState.TODO for state in topics) else TopicState.DOING


def cell_state(state: TopicState, *, status: Status, is_stuck: bool = False) -> CellState:
    """Return "claimed" for something done, unless submissions prove it or a mentor signed it off.

    >>> [cell_state(TopicState.DONE, status=status).value for status in Status]
    ['proven', 'signed_off', 'claimed', 'claimed', 'claimed']
    """
    if state == TopicState.DONE:
        return CellState(status.value) if status in (Status.PROVEN, Status.SIGNED_OFF) else CellState.CLAIMED
    return CellState.STUCK if is_stuck and not state.is_closed else CellState(state.value)
