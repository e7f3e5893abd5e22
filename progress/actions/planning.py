"""The plan: so much on these days, from a day on; its pauses; the address of its calendar."""

import secrets
from collections.abc import Collection
from datetime import date

from django.db import transaction

from accounts.errors import RefusedError
from accounts.models import User
from accounts.receipts import read_receipt, write_receipt
from progress.models import StudyPause, StudyPlan

MOST_PAUSES = 50
MOST_YEARS = 5  # a plan is counted day by day


def save_plan(*, learner: User, minutes_a_day: int, weekdays: Collection[int], start: date) -> StudyPlan:
    """Begin a plan, or change the one there is. ``weekdays`` are ISO numbers, 1 is Monday.

    Raises ValidationError for a length or for days that no plan can have, RefusedError for a start far from today.
    """
    years = abs((start - learner.today).days) / 365
    if years > MOST_YEARS:
        raise RefusedError(f"A plan begins at most {MOST_YEARS} years from today, before or after it.")
    values = {"minutes_a_day": minutes_a_day, "weekdays": "".join(map(str, sorted(weekdays))), "start": start}
    StudyPlan(learner=learner, **values).full_clean(exclude=["learner"])
    plan, _ = StudyPlan.objects.update_or_create(learner=learner, defaults=values)
    return plan


def begin_anew(*, learner: User, today: date) -> None:
    """From today on, with the same rhythm: what is past counts neither as planned nor as missed."""
    plan = _plan_of(learner)
    plan.start = today
    plan.save(update_fields=["start"])


@transaction.atomic
def delete_plan(*, learner: User) -> str:
    """Delete it with its pauses; the receipt brings them back. The calendar's address ends for good."""
    plan = _plan_of(learner)
    kept = {
        "minutes_a_day": plan.minutes_a_day,
        "weekdays": plan.weekdays,
        "start": plan.start.isoformat(),
        "pauses": [[pause.first.isoformat(), pause.last.isoformat()] for pause in plan.pauses.all()],
    }
    plan.delete()
    return write_receipt("plan", learner, kept)


@transaction.atomic
def restore_plan(*, learner: User, receipt: str) -> None:
    """Undo the deletion. Where there is a plan again, that one stays."""
    kept = read_receipt("plan", learner, receipt, otherwise="Make the plan anew.")
    pauses = kept.pop("pauses")
    start = date.fromisoformat(kept.pop("start"))
    plan, is_new = StudyPlan.objects.get_or_create(learner=learner, defaults={"start": start, **kept})
    if is_new:
        plan.pauses.bulk_create(
            StudyPause(plan=plan, first=date.fromisoformat(first), last=date.fromisoformat(last))
            for first, last in pauses
        )


@transaction.atomic
def add_pause(*, learner: User, first: date, last: date) -> StudyPause:
    plan = _plan_of(learner)
    if last < first:
        raise RefusedError("The pause ends before it begins. Change one of the two days.")
    if plan.pauses.count() >= MOST_PAUSES:
        raise RefusedError(f"A plan has at most {MOST_PAUSES} pauses. Remove one that is past.")
    pause, _ = plan.pauses.get_or_create(first=first, last=last)  # a second click makes no second pause
    return pause


def remove_pause(*, learner: User, pk: int) -> StudyPause | None:
    """The pause that is gone now; None when it already was."""
    pause = StudyPause.objects.filter(plan__learner=learner, pk=pk).first()
    if pause:
        pause.delete()
    return pause


def open_feed(*, learner: User) -> str:
    """A new secret address for the plan as a calendar. The former one, if any, ends."""
    plan = _plan_of(learner)
    plan.feed_token = secrets.token_urlsafe(24)
    plan.save(update_fields=["feed_token"])
    return plan.feed_token


def close_feed(*, learner: User) -> None:
    plan = _plan_of(learner)
    plan.feed_token = ""
    plan.save(update_fields=["feed_token"])


def _plan_of(learner: User) -> StudyPlan:
    plan = StudyPlan.objects.filter(learner=learner).first()
    if plan is None:
        raise RefusedError("There is no plan yet. Make one first.")
    return plan
