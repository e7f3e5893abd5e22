"""Answers to what comes back for review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.receipts import read_receipt, write_receipt
from curriculum.models import Criterion
from exercises.models import Exercise
from progress import review
from progress.models import Recall, ReviewCard


@dataclass(frozen=True)
class Answered:
    due_at: datetime
    receipt: str


@transaction.atomic
def answer_review(*, learner: User, of: Exercise | Criterion, recall: Recall) -> Answered:
    """Note how well it came back and when it comes next. The receipt takes it back."""
    User.objects.select_for_update().get(pk=learner.pk)
    what = {"exercise": of} if isinstance(of, Exercise) else {"criterion": of}
    card = ReviewCard.objects.filter(learner=learner, **what).first()
    before: dict[str, Any] = {"what": type(of).__name__.lower(), "pk": of.pk}
    if card:
        before |= {"card": card.card, "due": card.due_at.isoformat(), "at": card.reviewed_at.isoformat()}
    now = timezone.now()
    state, due = review.answered(card.card if card else None, int(recall), now)
    ReviewCard.objects.update_or_create(
        learner=learner, **what, defaults={"card": state, "due_at": due, "reviewed_at": now}
    )
    return Answered(due, write_receipt("review", learner, before))


@transaction.atomic
def undo_review(*, learner: User, receipt: str) -> None:
    """As it was before that answer."""
    kept = read_receipt("review", learner, receipt, otherwise="It comes back anyway.")
    cards = ReviewCard.objects.filter(learner=learner, **{f"{kept['what']}_id": kept["pk"]})
    if "card" not in kept:
        cards.delete()
        return
    cards.update(
        card=kept["card"],
        due_at=datetime.fromisoformat(kept["due"]),
        reviewed_at=datetime.fromisoformat(kept["at"]),
    )
