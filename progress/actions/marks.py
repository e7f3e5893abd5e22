"""What a learner says of topics and their parts, and of the criteria of checkpoints."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion, Subtopic, Topic
from progress import rules
from progress.actions.errors import RefusedError
from progress.models import CriterionMark, MarkState, TopicMark


def mark_topic(*, learner: User, topic: Topic, state: rules.State) -> None:
    """The learner's word on a topic. `todo` takes the mark away."""
    _mark(learner, topic, None, state)


def mark_subtopic(*, learner: User, subtopic: Subtopic, state: rules.State) -> None:
    _mark(learner, subtopic.topic, subtopic, state)


@transaction.atomic
def _mark(learner: User, topic: Topic, subtopic: Subtopic | None, state: rules.State) -> None:
    if topic.retired or (subtopic and subtopic.retired):
        raise RefusedError("This is no longer part of the roadmap. What you marked before stays.")
    if state == rules.State.TODO:
        TopicMark.objects.filter(learner=learner, topic=topic, subtopic=subtopic).delete()
        return
    TopicMark.objects.update_or_create(
        learner=learner,
        topic=topic,
        subtopic=subtopic,
        defaults={"state": MarkState(state), "marked_at": timezone.now()},
    )


def answer_criterion(*, learner: User, criterion: Criterion, answer: CriterionMark.Answer, note: str = "") -> None:
    if criterion.retired or criterion.checkpoint.retired:
        raise RefusedError("This question is no longer asked. What you answered before stays.")
    CriterionMark.objects.update_or_create(
        learner=learner,
        criterion=criterion,
        defaults={"answer": answer, "note": note.strip(), "marked_at": timezone.now()},
    )


def withdraw_answer(*, learner: User, criterion: Criterion) -> None:
    """As if it had never been answered."""
    CriterionMark.objects.filter(learner=learner, criterion=criterion).delete()
