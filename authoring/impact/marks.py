"""Keep what learners finished when the parts of a topic change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from accounts.models import User
from authoring.drafts.nodes import NodeTable, ancestors
from curriculum.models import Subtopic, Topic
from progress.facts import Facts
from progress.topic.models import TopicMark
from progress.topic.rules import TopicState, effective_mark, topic_state

ROWS_AT_ONCE = 1_000
COLUMNS = ("state", "marked_at", "parts")


@dataclass(frozen=True, kw_only=True)
class NewMark:
    """A mark that publishing has made or changed. All but the state are primary keys."""

    learner: int
    topic: int
    part: int | None = None
    earlier_state: str = ""
    """Empty if there was no mark."""
    earlier_parts: Sequence[str] = ()
    """The uids of the parts that the mark recorded."""


def carry_marks(before: NodeTable, after: NodeTable) -> list[NewMark]:
    """Store the moved marks, once the parts have moved. A part that the learner marked keeps that mark."""
    rows = moved_marks(before, after)
    keys = TopicMark.objects.filter(subtopic__in={row.subtopic_id for row in rows}).values_list("learner", "subtopic")
    known = set(keys)
    rows = [row for row in rows if (row.learner_id, row.subtopic_id) not in known]
    TopicMark.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    moved = [NewMark(learner=row.learner_id, topic=row.topic_id, part=row.subtopic_id) for row in rows]
    return moved + _record_closed_topics(_topics_with_other_parts(before, after))


def without_marks(facts: Facts, marks: Iterable[NewMark]) -> Facts:
    """The facts as they were before publishing made these marks, the newest of which come last."""
    parts, topics = dict(facts.part_marks), dict(facts.topic_marks)
    for mark in reversed(list(marks)):
        if mark.part:
            parts.pop(mark.part, None)
        elif mark.earlier_state and mark.topic in topics:
            topics[mark.topic] = replace(topics[mark.topic], state=mark.earlier_state, parts=mark.earlier_parts)
        else:
            topics.pop(mark.topic, None)
    return replace(facts, part_marks=parts, topic_marks=topics)


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


def _topics_with_other_parts(before: NodeTable, after: NodeTable) -> set[str]:
    """The uids of the topics that gained or lost a part."""
    parts, new_parts = _parts_by_topic(before), _parts_by_topic(after)
    return {uid for uid in parts.keys() | new_parts.keys() if parts.get(uid) != new_parts.get(uid)}


def _parts_by_topic(table: NodeTable) -> Mapping[str, set[str]]:
    parts: dict[str, set[str]] = defaultdict(set)
    for uid, state in table.items():
        if state.kind == "subtopic" and not state.is_retired:
            parts[_topic_of(table, uid)].add(uid)
    return parts


def _record_closed_topics(uids: Iterable[str]) -> list[NewMark]:
    """Where the marks of the parts that remain close a topic, record it, as when the learner marks the last part.

    Otherwise the next edit, which takes one of these parts away, would open the topic again. Two queries for each topic
    and one for each thousand learners.
    """
    parts = Prefetch("subtopics", Subtopic.objects.current())
    new_marks: list[NewMark] = []
    for topic in Topic.objects.filter(uid__in=list(uids)).prefetch_related(parts):
        marks = TopicMark.objects.filter(subtopic__in=topic.subtopics.all()).select_related("learner")
        by_learner: dict[User, list[TopicMark]] = defaultdict(list)
        for mark in marks.iterator(ROWS_AT_ONCE):
            by_learner[mark.learner].append(mark)
        rows = {mark.learner_id: mark for mark in TopicMark.objects.filter(topic=topic, subtopic=None)}
        earlier = {learner: (row.state, row.recorded_parts) for learner, row in rows.items()}
        records = [
            record
            for learner, marks in by_learner.items()
            if (record := _record(topic, learner, marks, rows.get(learner.pk)))
        ]
        for row in records:
            state, known_parts = earlier.get(row.learner_id, ("", []))
            new_marks.append(
                NewMark(learner=row.learner_id, topic=topic.pk, earlier_state=state, earlier_parts=known_parts)
            )
        TopicMark.objects.bulk_update([row for row in records if row.pk], COLUMNS, ROWS_AT_ONCE)
        TopicMark.objects.bulk_create([row for row in records if row.pk is None], ROWS_AT_ONCE)
    return new_marks


def _record(topic: Topic, learner: User, marks: Sequence[TopicMark], row: TopicMark | None) -> TopicMark | None:
    """The topic's mark that says that its parts have closed it; None if they haven't, or if it is closed already."""
    if row and (not row.by_parts or TopicState(row.state).is_closed):
        return None
    states = {mark.subtopic_id: mark.state for mark in marks}
    in_effect = [
        effective_mark(states.get(part.pk), is_skip_advised=bool(part.skip_if or topic.skip_if))
        for part in topic.subtopics.all()
        # a part that came after the record is new, and keeps nothing open
        if not (row and row.recorded_parts) or part.uid in row.recorded_parts or part.pk in states
    ]
    state = topic_state(mark=None, parts=in_effect, is_begun=True)
    if not state.is_closed:
        return None
    row = row or TopicMark(learner=learner, topic=topic, by_parts=True)
    row.state, row.marked_at = state.value, max(mark.marked_at for mark in marks)
    # The estimate stays the one for which they studied: a new one would change the pace that their hours show.
    row.parts = [part.uid for part in topic.subtopics.all()]
    return row


def _topic_of(table: NodeTable, uid: str) -> str:
    return next((state.uid for state in ancestors(table, uid) if state.kind == "topic"), "")
