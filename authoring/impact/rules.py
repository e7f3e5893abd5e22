"""What a change of the roadmap means for one learner."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from authoring.drafts.nodes import NodeState, NodeTable
from lib.durations import HoursRange


@dataclass(frozen=True, kw_only=True)
class StateChange:
    """A topic or a checkpoint whose state would change."""

    title: str
    before: str
    after: str
    is_checkpoint: bool = False


@dataclass(frozen=True, kw_only=True)
class LearnerImpact:
    """One learner before and after. Hours are tenths, days are ISO dates or None."""

    learner: int
    """The primary key."""
    hours_before: tuple[int, int]
    hours_after: tuple[int, int]
    finish_before: tuple[str | None, str | None]
    finish_after: tuple[str | None, str | None]
    states: Sequence[StateChange] = ()
    questions: Sequence[str] = ()
    """The criteria that they answered or proved and that ask something else now."""
    reopened: Sequence[str] = ()
    """The checkpoints that were ready and no longer are."""

    @property
    def is_affected(self) -> bool:
        return bool(
            self.hours_before != self.hours_after
            or self.finish_before != self.finish_after
            or self.states
            or self.questions
        )

    @property
    def added_hours(self) -> tuple[int, int]:
        """Return the added hours in tenths, from and to. Negative if there is less to do."""
        (low, high), (old_low, old_high) = self.hours_after, self.hours_before
        return low - old_low, high - old_high

    @property
    def hours_sentence(self) -> str:
        """ "It adds 2.5 to 4 h to your plan." or the like; empty if the hours stay."""
        low, high = self.added_hours
        if (low, high) == (0, 0):
            return ""
        if low >= 0 and high >= 0:
            return f"It adds {_hours(low, high)} to your plan."
        if low <= 0 and high <= 0:
            return f"It takes {_hours(-low, -high)} off your plan."
        return f"You now have {HoursRange(*self.hours_after)} left, instead of {HoursRange(*self.hours_before)}."

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "LearnerImpact":
        pairs = ("hours_before", "hours_after", "finish_before", "finish_after")
        values = {name: tuple(data[name]) for name in pairs}
        states = [StateChange(**state) for state in data["states"]]
        reopened = data.get("reopened", ())
        return cls(learner=data["learner"], states=states, questions=data["questions"], reopened=reopened, **values)


@dataclass(frozen=True, kw_only=True)
class Impact:
    """``rows`` are the learners for whom something changes."""

    learners: int
    rows: Sequence[LearnerImpact]

    @property
    def asks_again(self) -> bool:
        """Whether somebody would answer a question again, if it asks something else now."""
        return any(row.questions for row in self.rows)

    def as_json(self) -> dict[str, object]:
        return {"learners": self.learners, "rows": [asdict(row) for row in self.rows]}

    @classmethod
    def from_json(cls, data: dict[str, object]) -> "Impact | None":
        if not data:
            return None
        rows: list[dict[str, object]] = data["rows"]  # type: ignore[assignment]  # as_json wrote it
        return cls(learners=int(str(data["learners"])), rows=[LearnerImpact.from_json(row) for row in rows])


def _hours(one: int, other: int) -> str:
    low, high = sorted((one, other))
    return str(HoursRange(low, high))


def changed_questions(before: NodeTable, after: NodeTable) -> dict[str, NodeState]:
    """The criteria that ask something else than before, by uid. New ones count, retired ones don't."""
    return {
        uid: state
        for uid, state in after.items()
        if state.kind == "criterion" and not state.is_retired and not _asks_the_same(before.get(uid), state)
    }


def _asks_the_same(before: NodeState | None, after: NodeState) -> bool:
    """Whether two texts ask the same. Spaces and case don't count."""
    return before is not None and words_of(before) == words_of(after)


def words_of(state: NodeState) -> str:
    """The text of a criterion without capitals and repeated spaces."""
    return " ".join(str(state.values["text"]).split()).casefold()
