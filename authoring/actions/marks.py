"""Keep what learners marked when a part of a topic moves to another topic."""

from collections.abc import Iterator

from authoring.rules.nodes import NodeTable, ancestors
from curriculum.models import Subtopic
from progress.models import TopicMark
from progress.rules.states import TopicState

ROWS_AT_ONCE = 1_000


def carry_marks(before: NodeTable, after: NodeTable) -> None:
    """Store them, once the parts have moved. A part that the learner marked keeps that mark."""
    TopicMark.objects.bulk_create(moved_marks(before, after), batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


def moved_marks(before: NodeTable, after: NodeTable) -> list[TopicMark]:
    """A mark for each part that leaves a topic that a learner finished: their mark said that the part is done too.

    Two queries.
    """
    old_topics = {
        uid: _topic_of(before, uid)
        for uid, state in after.items()
        if state.kind == "subtopic" and uid in before and _topic_of(before, uid) != _topic_of(after, uid)
    }
    parts = {part.uid: part for part in Subtopic.objects.filter(uid__in=old_topics)}
    if not parts:
        return []
    marks = TopicMark.objects.filter(topic__uid__in=set(old_topics.values()), subtopic=None).select_related("topic")
    return [row for mark in marks.iterator(ROWS_AT_ONCE) for row in _marks_of_parts(mark, parts, old_topics)]


def _marks_of_parts(mark: TopicMark, parts: dict[str, Subtopic], old_topics: dict[str, str]) -> Iterator[TopicMark]:
    if not TopicState(mark.state).is_closed:
        return
    for uid in mark.recorded_parts:
        if uid in parts and old_topics[uid] == mark.topic.uid:
            yield TopicMark(
                learner_id=mark.learner_id, topic_id=parts[uid].topic_id, subtopic=parts[uid], state=mark.state,
                marked_at=mark.marked_at,
            )  # fmt: skip


def _topic_of(table: NodeTable, uid: str) -> str:
    return next((state.uid for state in ancestors(table, uid) if state.kind == "topic"), "")
