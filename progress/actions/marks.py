"""What a learner says of topics and their parts, and of the criteria of checkpoints.

Each verb gives the receipt that brings back what it replaced; it is empty where nothing was.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.errors import RefusedError
from accounts.models import User
from accounts.receipts import read_receipt, write_receipt
from curriculum.models import Criterion, Subtopic, Topic
from progress import rules
from progress.models import CriterionMark, MarkState, TopicMark


def mark_topic(*, learner: User, topic: Topic, state: rules.State) -> str:
    """The learner's word on a topic. `todo` takes the mark away."""
    return _mark(learner, topic, None, state)


def mark_subtopic(*, learner: User, subtopic: Subtopic, state: rules.State) -> str:
    return _mark(learner, subtopic.topic, subtopic, state)


@transaction.atomic
def _mark(learner: User, topic: Topic, subtopic: Subtopic | None, state: rules.State) -> str:
    if topic.retired or (subtopic and subtopic.retired):
        raise RefusedError("This is no longer part of the roadmap. What you marked before stays.")
    User.objects.select_for_update().get(pk=learner.pk)
    mark = TopicMark.objects.filter(learner=learner, **_which(topic, subtopic)).first()
    receipt = _receipt_of(mark) if mark and mark.state != state else ""
    if state != rules.State.TODO:
        _put(learner, topic, subtopic, MarkState(state), timezone.now())
    elif mark:
        mark.delete()
    return receipt


def _put(learner: User, topic: Topic, subtopic: Subtopic | None, state: MarkState, at: datetime) -> None:
    TopicMark.objects.update_or_create(
        learner=learner, **_which(topic, subtopic), defaults={"topic": topic, "state": state, "marked_at": at}
    )


def _which(topic: Topic, subtopic: Subtopic | None) -> dict[str, Any]:
    """A part is known by itself, as it may have come from another topic."""
    return {"subtopic": subtopic} if subtopic else {"topic": topic, "subtopic": None}


def _receipt_of(mark: TopicMark) -> str:
    was = {"topic": mark.topic_id, "part": mark.subtopic_id, "state": mark.state, "at": mark.marked_at.isoformat()}
    return write_receipt("mark", mark.learner, was)


@transaction.atomic
def undo_mark(*, learner: User, receipt: str) -> Topic:
    """As it was marked before. Gives the topic."""
    kept = read_receipt("mark", learner, receipt, otherwise="Mark it again.")
    topic = Topic.objects.get(pk=kept["topic"])
    part = Subtopic.objects.get(pk=kept["part"]) if kept["part"] else None
    _put(learner, topic, part, MarkState(kept["state"]), datetime.fromisoformat(kept["at"]))
    return topic


def answer_criterion(*, learner: User, criterion: Criterion, answer: CriterionMark.Answer, note: str = "") -> None:
    if criterion.retired or criterion.checkpoint.retired:
        raise RefusedError("This question is no longer asked. What you answered before stays.")
    CriterionMark.objects.update_or_create(
        learner=learner,
        criterion=criterion,
        defaults={"answer": answer, "note": note.strip(), "marked_at": timezone.now()},
    )


@transaction.atomic
def withdraw_answer(*, learner: User, criterion: Criterion) -> str:
    """As if it had never been answered."""
    mark = CriterionMark.objects.filter(learner=learner, criterion=criterion).first()
    if mark is None:
        return ""
    was = {"criterion": criterion.pk, "answer": mark.answer, "note": mark.note, "at": mark.marked_at.isoformat()}
    mark.delete()
    return write_receipt("answer", learner, was)


@transaction.atomic
def restore_answer(*, learner: User, receipt: str) -> Criterion:
    """Undo the withdrawal. Where it was answered again, that answer stays."""
    kept = read_receipt("answer", learner, receipt, otherwise="Answer it again.")
    criterion: Criterion = Criterion.objects.select_related("checkpoint").get(pk=kept["criterion"])
    CriterionMark.objects.get_or_create(
        learner=learner,
        criterion=criterion,
        defaults={"answer": kept["answer"], "note": kept["note"], "marked_at": datetime.fromisoformat(kept["at"])},
    )
    return criterion
