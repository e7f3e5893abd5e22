"""Answers to what comes back for review."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Criterion
from exercises.models import Exercise
from progress import review
from progress.actions.errors import RefusedError
from progress.models import Recall, ReviewCard

UNDO_WITHIN = timedelta(days=1)
_SALT = "progress.review"


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
    before: dict[str, Any] = {"learner": str(learner.uid), "what": type(of).__name__.lower(), "pk": of.pk}
    if card:
        before |= {"card": card.card, "due": card.due_at.isoformat(), "at": card.reviewed_at.isoformat()}
    now = timezone.now()
    state, due = review.answered(card.card if card else None, int(recall), now)
    ReviewCard.objects.update_or_create(
        learner=learner, **what, defaults={"card": state, "due_at": due, "reviewed_at": now}
    )
    return Answered(due, signing.dumps(before, salt=_SALT, compress=True))


@transaction.atomic
def undo_review(*, learner: User, receipt: str) -> None:
    """As it was before that answer."""
    try:
        kept: dict[str, Any] = signing.loads(receipt, salt=_SALT, max_age=UNDO_WITHIN)
    except signing.BadSignature:
        raise RefusedError("That can't be undone any more. It comes back anyway.") from None
    if kept["learner"] != str(learner.uid):
        raise PermissionDenied
    cards = ReviewCard.objects.filter(learner=learner, **{f"{kept['what']}_id": kept["pk"]})
    if "card" not in kept:
        cards.delete()
        return
    cards.update(
        card=kept["card"],
        due_at=datetime.fromisoformat(kept["due"]),
        reviewed_at=datetime.fromisoformat(kept["at"]),
    )
