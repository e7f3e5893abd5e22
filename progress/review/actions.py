"""Answers to what comes back for review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion
from exercises.models import Exercise
from exercises.workspace.actions import delete_review_draft
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from progress.review import scheduler as review
from progress.review.models import Recall, ReviewCard


@dataclass(frozen=True)
class ReviewAnswer:
    due_at: datetime
    undo_token: str


@transaction.atomic
def answer_review(*, learner: User, of: Exercise | Criterion, recall: Recall) -> ReviewAnswer:
    """Record how well it was recalled and schedule the next review."""
    learner.lock()
    subject = {"exercise": of} if isinstance(of, Exercise) else {"criterion": of}
    card = ReviewCard.objects.filter(learner=learner, **subject).first()
    earlier_state: dict[str, Any] = {"what": type(of).__name__.lower(), "pk": of.pk}
    if card:
        earlier_state |= {"card": card.card, "due": card.due_at.isoformat(), "at": card.reviewed_at.isoformat()}
    now = timezone.now()
    state, due_at = review.reschedule(card.card if card else None, int(recall), now)
    ReviewCard.objects.update_or_create(
        learner=learner, **subject, defaults={"card": state, "due_at": due_at, "reviewed_at": now}
    )
    if isinstance(of, Exercise):
        delete_review_draft(exercise=of, learner=learner)
    return ReviewAnswer(due_at, make_undo_token("review", learner, earlier_state))


@transaction.atomic
def undo_review(*, learner: User, undo_token: str) -> None:
    """Restore the card to its state before that answer."""
    values = read_undo_token("review", learner, undo_token, otherwise="You’ll see it again later.")
    cards = ReviewCard.objects.filter(learner=learner, **{f"{values['what']}_id": values["pk"]})
    if "card" not in values:
        cards.delete()
        return
    cards.update(
        card=values["card"],
        due_at=datetime.fromisoformat(values["due"]),
        reviewed_at=datetime.fromisoformat(values["at"]),
    )
