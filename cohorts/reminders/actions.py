"""Hide a learner from the list of who needs attention, until a day or until something new happens."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.reminders.models import MAX_REMINDER_DAYS, Reminder
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token

KIND = "reminder"
CHOOSE_LATER_DAY = f"Choose a day after today and within {MAX_REMINDER_DAYS} days."
LOOK_AGAIN = "Open the cohort’s learners and set the reminder again."


@transaction.atomic
def set_reminder(*, person: User, learner: User, cohort: Cohort, remind_on: date) -> str:
    """Hide the learner until a day, and return a token that brings the earlier state back.

    Raises:
        PermissionDenied: the person doesn't look after the learner in this cohort.
        RefusedError: the day isn't ahead, or is too far ahead.
    """
    if not Membership.objects.looked_after_by(person).filter(user=learner, cohort=cohort).exists():
        raise PermissionDenied
    if not person.today < remind_on <= person.today + timedelta(days=MAX_REMINDER_DAYS):
        raise RefusedError(CHOOSE_LATER_DAY)
    earlier = Reminder.objects.of(person, cohort).filter(learner=learner).first()
    token = make_undo_token(
        KIND,
        person,
        {
            "cohort": cohort.pk,
            "learner": learner.pk,
            "earlier": [earlier.seen_at.isoformat(), earlier.remind_on.isoformat()] if earlier else None,
        },
    )
    values = {"seen_at": timezone.now(), "remind_on": remind_on}
    Reminder.objects.update_or_create(mentor=person, learner=learner, cohort=cohort, defaults=values)
    return token


@transaction.atomic
def restore_reminder(*, person: User, undo_token: str) -> Cohort:
    """Undo `set_reminder`. Doing so twice changes nothing more. Return the cohort.

    Raises:
        RefusedError: the token is too old or not one of ours.
        PermissionDenied: it belongs to someone else, or the person doesn't look after the learner any more.
    """
    state = read_undo_token(KIND, person, undo_token, otherwise=LOOK_AGAIN)
    member = Membership.objects.looked_after_by(person).filter(user=state["learner"], cohort=state["cohort"])
    row = member.select_related("cohort").first()
    if row is None:
        raise PermissionDenied
    reminders = Reminder.objects.of(person, row.cohort).filter(learner=row.user_id)
    if state["earlier"]:
        seen_at, remind_on = state["earlier"]
        reminders.update(seen_at=seen_at, remind_on=remind_on)
    else:
        reminders.delete()
    return row.cohort
