"""The study plan, its pauses and its calendar link."""

import secrets
from collections.abc import Collection
from datetime import date

from django.db import transaction

from accounts.models import User
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from progress.plan.models import StudyPause, StudyPlan

MAX_PAUSES = 50
MAX_YEARS = 5  # a plan is counted day by day


def save_plan(*, learner: User, minutes_a_day: int, weekdays: Collection[int], start: date) -> StudyPlan:
    """Create or change the plan. ``weekdays`` are ISO numbers, 1 is Monday.

    Raises ValidationError for invalid minutes or days, and RefusedError for a start date too far from today.
    """
    years = abs((start - learner.today).days) / 365
    if years > MAX_YEARS:
        raise RefusedError(f"Choose a start date within {MAX_YEARS} years of today.")
    values = {"minutes_a_day": minutes_a_day, "weekdays": "".join(map(str, sorted(weekdays))), "start": start}
    StudyPlan(learner=learner, **values).full_clean(exclude=["learner"])
    plan, _ = StudyPlan.objects.update_or_create(learner=learner, defaults=values)
    return plan


def restart_plan(*, learner: User, today: date) -> str:
    """Restart the plan from today with the same days. The past counts neither as planned nor as missed.

    Returns an undo token.
    """
    plan = _plan_of(learner)
    undo_token = make_undo_token("restart", learner, {"from": plan.start.isoformat(), "to": today.isoformat()})
    plan.start = today
    plan.save(update_fields=["start"])
    return undo_token


def undo_restart(*, learner: User, undo_token: str) -> None:
    """Give the plan its former start again. Raises RefusedError if it has been changed since."""
    starts = read_undo_token("restart", learner, undo_token, otherwise="Change the start date instead.")
    rows = StudyPlan.objects.filter(learner=learner, start=date.fromisoformat(starts["to"]))
    if not rows.update(start=date.fromisoformat(starts["from"])):
        raise RefusedError("The plan has changed since, so we left it as it is.")


@transaction.atomic
def delete_plan(*, learner: User) -> str:
    """Delete it with its pauses. The undo token restores them, but the calendar link stops working for good."""
    plan = _plan_of(learner)
    values = {
        "minutes_a_day": plan.minutes_a_day,
        "weekdays": plan.weekdays,
        "start": plan.start.isoformat(),
        "pauses": [[pause.first.isoformat(), pause.last.isoformat()] for pause in plan.pauses.all()],
    }
    plan.delete()
    return make_undo_token("plan", learner, values)


@transaction.atomic
def restore_plan(*, learner: User, undo_token: str) -> None:
    """Undo the deletion. A newer plan stays."""
    values = read_undo_token("plan", learner, undo_token, otherwise="Make the plan again.")
    pauses = values.pop("pauses")
    start = date.fromisoformat(values.pop("start"))
    plan, is_new = StudyPlan.objects.get_or_create(learner=learner, defaults={"start": start, **values})
    if is_new:
        plan.pauses.bulk_create(
            StudyPause(plan=plan, first=date.fromisoformat(first), last=date.fromisoformat(last))
            for first, last in pauses
        )


@transaction.atomic
def add_pause(*, learner: User, first: date, last: date) -> StudyPause:
    plan = _plan_of(learner)
    if last < first:
        raise RefusedError("The pause ends before it starts. Change one of the dates.")
    if plan.pauses.count() >= MAX_PAUSES:
        raise RefusedError(f"A plan can have {MAX_PAUSES} pauses. Remove one that’s over.")
    pause, _ = plan.pauses.get_or_create(first=first, last=last)  # a second click makes no second pause
    return pause


def remove_pause(*, learner: User, pk: int) -> StudyPause | None:
    """Remove a pause and return it. None if it was already gone."""
    pause = StudyPause.objects.filter(plan__learner=learner, pk=pk).first()
    if pause:
        pause.delete()
    return pause


def open_feed(*, learner: User) -> str:
    """Create a secret calendar link for the plan. An earlier one stops working."""
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
        raise RefusedError("You don’t have a plan yet. Make one first.")
    return plan
