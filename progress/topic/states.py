"""States of topics and their parts, and the sentences that count them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SKIP_COUNTS = "Skipped, as the roadmap advises. This counts as done."
SKIP_COUNTS_NOT = "Skipped. This doesn’t count as done."


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
        """To each of the other states, the likeliest first."""
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
    """How a skip counts; empty where nothing was skipped."""
    if state != TopicState.SKIPPED:
        return ""
    return SKIP_COUNTS if is_skip_advised else SKIP_COUNTS_NOT


def topics_sentence(topics: Sequence[tuple[TopicState, bool]]) -> str:
    """ "3 of 5 topics done (1 skipped as the roadmap advises), 1 skipped."

    Each state comes with whether the roadmap says to skip the topic.
    """
    if not topics:
        return ""
    left_out_count = sum(state == TopicState.SKIPPED and is_skip_advised for state, is_skip_advised in topics)
    skip_count = sum(state == TopicState.SKIPPED for state, _ in topics) - left_out_count
    done_count = sum(state.is_learned for state, _ in topics) + left_out_count
    sentence = f"{done_count} of {len(topics)} topic{'' if len(topics) == 1 else 's'} done"
    if left_out_count:
        sentence += f" ({left_out_count} skipped as the roadmap advises)"
    return sentence + (f", {skip_count} skipped." if skip_count else ".")


def parts_sentence(marks: Sequence[str | None]) -> str:
    """ "4 of 7 parts done, 1 skipped." """
    if not marks:
        return ""
    done_count = sum(mark is not None and TopicState(mark).is_learned for mark in marks)
    skip_count = sum(mark == TopicState.SKIPPED for mark in marks)
    return f"{done_count} of {len(marks)} parts done{f', {skip_count} skipped' if skip_count else ''}."
