"""The plan: so much on these days, from a day on; its pauses; the address of its calendar."""

import secrets
from collections.abc import Collection
from datetime import date

from django.db import transaction

from accounts.models import User
from progress.actions.errors import RefusedError
from progress.models import StudyPause, StudyPlan

MOST_PAUSES = 50


def save_plan(*, learner: User, minutes_a_day: int, weekdays: Collection[int], start: date) -> StudyPlan:
    """Begin a plan, or change the one there is. ``weekdays`` are ISO numbers, 1 is Monday.

    Raises ValidationError for a length or for days that no plan can have.
    """
    values = {"minutes_a_day": minutes_a_day, "weekdays": "".join(map(str, sorted(weekdays))), "start": start}
    plan = StudyPlan.objects.filter(learner=learner).first() or StudyPlan(learner=learner)
    for column, value in values.items():
        setattr(plan, column, value)
    plan.full_clean(exclude=["learner"])
    plan.save()
    return plan


def begin_anew(*, learner: User, today: date) -> None:
    """From today on, with the same rhythm: what is past counts neither as planned nor as missed."""
    plan = _plan_of(learner)
    plan.start = today
    plan.save(update_fields=["start"])


def delete_plan(*, learner: User) -> None:
    _plan_of(learner).delete()


@transaction.atomic
def add_pause(*, learner: User, first: date, last: date) -> StudyPause:
    plan = _plan_of(learner)
    if last < first:
        raise RefusedError("The pause ends before it begins. Change one of the two days.")
    if plan.pauses.count() >= MOST_PAUSES:
        raise RefusedError(f"A plan has at most {MOST_PAUSES} pauses. Remove one that is past.")
    return plan.pauses.create(first=first, last=last)


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
