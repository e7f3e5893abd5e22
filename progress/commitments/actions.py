"""The weekly commitment: set, lowered, ended."""

from datetime import date

from django.db import transaction

from accounts.models import User
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from progress.commitments.models import WeeklyCommitment

NO_COMMITMENT = "You don’t have a weekly goal."
UNDO_PURPOSE = "commitment-change"


@transaction.atomic
def set_commitment(*, learner: User, minutes: int, days: int, today: date) -> str:
    """Commit to so much study a week from ``today`` on. Returns an undo token.

    It replaces today's change, and tomorrow's: a learner who has travelled west may have made one there.

    Raises ValidationError for more minutes or days than a week has.
    """
    learner.lock()
    later_rows = WeeklyCommitment.objects.filter(learner=learner, since__gte=today)
    replaced = [[row.since.isoformat(), row.minutes, row.days] for row in later_rows]
    later_rows.delete()
    _add_change(learner, today, minutes, days)
    return make_undo_token(UNDO_PURPOSE, learner, {"since": today.isoformat(), "before": replaced})


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
    state = read_undo_token(UNDO_PURPOSE, learner, undo_token, otherwise="Set the goal again.")
    dates = [state["since"], *(since for since, *_ in state["before"])]
    WeeklyCommitment.objects.filter(learner=learner, since__in=map(date.fromisoformat, dates)).delete()
    for since, minutes, days in state["before"]:
        _add_change(learner, date.fromisoformat(since), minutes, days)


def _add_change(learner: User, since: date, minutes: int, days: int) -> None:
    row = WeeklyCommitment(learner=learner, since=since, minutes=minutes, days=days)
    row.full_clean(exclude=["learner"])
    row.save()
