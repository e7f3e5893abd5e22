"""The weekly commitment: set, lowered, ended."""

from datetime import date

from django.db import transaction

from accounts.models import User
from lib.errors import RefusedError
from lib.undo_tokens import make_undo_token, read_undo_token
from progress.models import WeeklyCommitment

NO_COMMITMENT = "You don’t have a commitment."


@transaction.atomic
def set_commitment(*, learner: User, minutes: int, days: int, today: date) -> str:
    """Commit to so much study a week from ``today`` on. Returns an undo token.

    Raises ValidationError for more minutes or days than a week has.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    row = WeeklyCommitment.objects.filter(learner=learner, since=today).first()
    before = [row.minutes, row.days] if row else None
    row = row or WeeklyCommitment(learner=learner, since=today)
    row.minutes, row.days = minutes, days
    row.full_clean(exclude=["learner"])
    row.save()
    return make_undo_token("commitment", learner, {"since": today.isoformat(), "before": before})


def end_commitment(*, learner: User, today: date) -> str:
    """Stop from ``today`` on. Past weeks stay as they are. Returns an undo token.

    Raises RefusedError if there is nothing to end.
    """
    newest = WeeklyCommitment.objects.filter(learner=learner).order_by("-since").first()
    if newest is None or not newest.minutes:
        raise RefusedError(NO_COMMITMENT)
    return set_commitment(learner=learner, minutes=0, days=0, today=today)


@transaction.atomic
def undo_commitment(*, learner: User, undo_token: str) -> None:
    """Restore what was in force before the last change of that day."""
    state = read_undo_token("commitment", learner, undo_token, otherwise="Set the commitment again.")
    rows = WeeklyCommitment.objects.filter(learner=learner, since=date.fromisoformat(state["since"]))
    if state["before"] is None:
        rows.delete()
    else:
        minutes, days = state["before"]
        rows.update(minutes=minutes, days=days)
