"""Marks of topics, their parts and resources.

Each verb returns the undo token that restores what it replaced, empty if there was nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Resource, Subtopic, Topic
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from progress.hours.actions import log_study
from progress.hours.models import StudyEntry
from progress.log_line.study_line import MAX_NOTE_CHARS, StudyLine, check_bounds
from progress.topic.models import MarkState, ResourceMark, TopicMark, record_of
from progress.topic.rules import TopicState, effective_mark, topic_state

NOT_ON_THE_ROADMAP = "This is no longer part of the roadmap, so you can’t mark it. Your earlier marks stay."


def mark_topic(*, learner: User, topic: Topic, state: TopicState) -> str:
    """Mark a topic. `todo` deletes the mark."""
    return _mark(learner, topic, None, state)


def mark_subtopic(*, learner: User, subtopic: Subtopic, state: TopicState) -> str:
    return _mark(learner, subtopic.topic, subtopic, state)


@transaction.atomic
def _mark(learner: User, topic: Topic, subtopic: Subtopic | None, state: TopicState) -> str:
    if topic.retired or (subtopic and subtopic.retired):
        raise RefusedError(NOT_ON_THE_ROADMAP)
    learner.lock()
    mark = TopicMark.objects.filter(learner=learner, **_key_of(topic, subtopic)).first()
    undo_token = _undo_token(learner, topic, [(subtopic, mark)]) if _needs_undo(mark, subtopic, state) else ""
    if state != TopicState.TODO:
        _write(learner, topic, subtopic, {"state": MarkState(state), "marked_at": timezone.now()}, mark)
    elif mark and not mark.by_parts:
        mark.delete()
    _follow_parts(learner, topic)
    return undo_token


def _needs_undo(mark: TopicMark | None, subtopic: Subtopic | None, state: TopicState) -> bool:
    """A part's first mark has none: removing it takes one click, and a message for each part would move the list."""
    if subtopic and not mark:
        return False
    if mark and not mark.by_parts:
        return mark.state != state
    return state != TopicState.TODO


@transaction.atomic
def mark_open_parts(*, learner: User, topic: Topic) -> str:
    """Mark the parts done that are neither done nor skipped, as after finishing the topic as a whole."""
    if topic.retired:
        raise RefusedError(NOT_ON_THE_ROADMAP)
    learner.lock()
    marks = {mark.subtopic_id: mark for mark in TopicMark.objects.filter(learner=learner, subtopic__topic=topic)}
    parts = [(part, marks.get(part.pk)) for part in topic.subtopics.current()]
    open_parts = [(part, mark) for part, mark in parts if not mark or not TopicState(mark.state).is_closed]
    for part, mark in open_parts:
        _write(learner, topic, part, {"state": MarkState.DONE, "marked_at": timezone.now()}, mark)
    _follow_parts(learner, topic)
    return _undo_token(learner, topic, open_parts) if open_parts else ""


def _write(
    learner: User, topic: Topic, subtopic: Subtopic | None, columns: dict[str, Any], mark: TopicMark | None = None
) -> None:
    """Write a mark. That of a topic records the topic as it is now, unless it was finished before and stays so."""
    if subtopic is None:
        has_record = mark is not None and bool(mark.recorded_parts or mark.hours)
        stays = mark and has_record and _is_learned(mark.state) and _is_learned(columns["state"])
        columns = ({} if stays else record_of(topic, learner)) | {"by_parts": False} | columns
    TopicMark.objects.update_or_create(
        learner=learner, **_key_of(topic, subtopic), defaults={"topic": topic, **columns}
    )


def _follow_parts(learner: User, topic: Topic) -> None:
    """Record the state that the marks of the parts amount to, unless the learner marked the topic itself.

    What they close stays closed when the topic gains a part: only the learner's own marks open it again.
    """
    row = TopicMark.objects.filter(learner=learner, topic=topic, subtopic=None).first()
    if row and not row.by_parts:
        return
    parts = list(topic.subtopics.current())
    marks = dict(TopicMark.objects.filter(learner=learner, subtopic__in=parts).values_list("subtopic_id", "state"))
    if not marks:
        if row:
            row.delete()
        return
    recorded_parts = [part for part in parts if not row or part.uid in row.recorded_parts or part.pk in marks]
    if row and TopicState(row.state).is_closed and _state_of(topic, recorded_parts, marks).is_closed:
        return
    columns = record_of(topic, learner)
    columns |= {"state": _state_of(topic, parts, marks).value, "marked_at": timezone.now(), "by_parts": True}
    TopicMark.objects.update_or_create(learner=learner, topic=topic, subtopic=None, defaults=columns)


def _state_of(topic: Topic, parts: Iterable[Subtopic], marks: Mapping[int, str]) -> TopicState:
    marks_in_effect = [
        effective_mark(marks.get(part.pk), is_skip_advised=bool(part.skip_if or topic.skip_if)) for part in parts
    ]
    return topic_state(mark=None, parts=marks_in_effect, is_begun=True)


def _is_learned(state: str) -> bool:
    return TopicState(state).is_learned


def _key_of(topic: Topic, subtopic: Subtopic | None) -> dict[str, Any]:
    """A part is known by itself, as it may have come from another topic."""
    return {"subtopic": subtopic} if subtopic else {"topic": topic, "subtopic": None}


def _undo_token(learner: User, topic: Topic, marks: Iterable[tuple[Subtopic | None, TopicMark | None]]) -> str:
    """``marks`` has what is about to change, each mark with its part (None for the topic itself)."""
    rows = [_values_of(mark) if mark else {"part": part and part.pk, "state": None} for part, mark in marks]
    return make_undo_token("mark", learner, {"topic": topic.pk, "marks": rows})


def _values_of(mark: TopicMark) -> dict[str, Any]:
    names = () if mark.subtopic_id else ("parts", "hours_low", "hours_high", "by_parts")
    record = {name: getattr(mark, name) for name in names}
    return {"part": mark.subtopic_id, "state": mark.state, "at": mark.marked_at.isoformat(), "record": record}


@transaction.atomic
def undo_mark(*, learner: User, undo_token: str) -> Topic:
    """Restore the previous marks. Returns the topic."""
    values = read_undo_token("mark", learner, undo_token, otherwise="Mark it again.")
    learner.lock()
    topic = Topic.objects.get(pk=values["topic"])
    rows = values.get("marks", [values])  # a token of an earlier release has one mark
    parts = Subtopic.objects.select_related("topic").in_bulk([row["part"] for row in rows if row["part"]])
    for row in rows:
        _restore(learner, topic, parts[row["part"]] if row["part"] else None, row)
    for owner in {part.topic for part in parts.values()} or {topic}:
        _follow_parts(learner, owner)
    return topic


def _restore(learner: User, topic: Topic, part: Subtopic | None, row: Mapping[str, Any]) -> None:
    if row["state"] is None:
        TopicMark.objects.filter(learner=learner, **_key_of(topic, part)).delete()
        return
    columns = {"state": MarkState(row["state"]), "marked_at": datetime.fromisoformat(row["at"])}
    _write(learner, topic, part, columns | row.get("record", {}))


@transaction.atomic
def study_resource(*, learner: User, resource: Resource, topic: Topic, minutes: int = 0, is_done: bool = False) -> str:
    """Log ``minutes`` of today on it, if there are any, and tick it if it is done. Returns an undo token.

    The entry has the resource's kind of study and its title as a note.

    Raises:
        LogLineError: more minutes than a day has.
        RefusedError: the day is full, or the topic is no longer in the roadmap.
    """
    entry, is_new = None, False
    if minutes:
        check_bounds(minutes, learner.today, today=learner.today)
        note = resource.title[:MAX_NOTE_CHARS]
        line = StudyLine(minutes=minutes, kind=resource.medium, day=learner.today, topic_uid=topic.uid, note=note)
        entry = log_study(learner=learner, study=line)
    if is_done:
        _, is_new = ResourceMark.objects.get_or_create(learner=learner, resource=resource)
    return make_undo_token(
        "resource",
        learner,
        {"topic": topic.uid, "entry": str(entry.uid) if entry else "", "resource": resource.pk if is_new else None},
    )


def untick_resource(*, learner: User, resource: Resource) -> None:
    """Remove the tick. What was logged stays."""
    ResourceMark.objects.filter(learner=learner, resource=resource).delete()


@transaction.atomic
def undo_resource(*, learner: User, undo_token: str) -> str:
    """Delete the entry and the tick that it made. Returns the topic's uid."""
    state = read_undo_token("resource", learner, undo_token, otherwise="Change the entry on the hours page.")
    if state["entry"]:
        StudyEntry.objects.of(learner).filter(uid=state["entry"]).delete()
    if state["resource"]:
        ResourceMark.objects.filter(learner=learner, resource=state["resource"]).delete()
    return str(state["topic"])
