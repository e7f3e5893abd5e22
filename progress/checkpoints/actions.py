"""A learner's answers to the criteria of checkpoints."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion
from exercises.submissions.achievements import achievements_changed
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.news import follow_answer


@transaction.atomic
def answer_criterion(*, learner: User, criterion: Criterion, answer: CriterionMark.Answer, note: str = "") -> None:
    if criterion.retired or criterion.checkpoint.retired:
        raise RefusedError("This question is no longer asked. Your earlier answer stays.")
    CriterionMark.everything.update_or_create(
        learner=learner,
        criterion=criterion,
        meaning=criterion.meaning,
        defaults={"answer": answer, "note": note.strip(), "marked_at": timezone.now()},
    )
    follow_answer(learner, criterion)
    achievements_changed([learner.pk])


@transaction.atomic
def withdraw_answer(*, learner: User, criterion: Criterion) -> str:
    """Delete the answer. Returns the undo token, empty where there was no answer."""
    mark = CriterionMark.objects.filter(learner=learner, criterion=criterion).first()
    if mark is None:
        return ""
    values = {"criterion": criterion.pk, "answer": mark.answer, "note": mark.note, "at": mark.marked_at.isoformat()}
    mark.delete()
    follow_answer(learner, criterion)
    achievements_changed([learner.pk])
    return make_undo_token("answer", learner, values)


@transaction.atomic
def restore_answer(*, learner: User, undo_token: str) -> Criterion:
    """Undo the withdrawal. A newer answer stays."""
    values = read_undo_token("answer", learner, undo_token, otherwise="Answer it again.")
    criterion: Criterion = Criterion.objects.select_related("checkpoint").get(pk=values["criterion"])
    CriterionMark.everything.get_or_create(
        learner=learner,
        criterion=criterion,
        meaning=criterion.meaning,
        defaults={
            "answer": values["answer"],
            "note": values["note"],
            "marked_at": datetime.fromisoformat(values["at"]),
        },
    )
    follow_answer(learner, criterion)
    achievements_changed([learner.pk])
    return criterion
