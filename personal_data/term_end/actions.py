"""Erase the accounts of an ended cohort's learners. They are told at the end, two weeks and three days before, and may
keep them.

Three jobs: one decides whom to tell and tells them on their pages, one sends the emails, one erases. Each may run
twice, at once, or stop half-way. Whoever wasn't told in time by email stays until they were.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

import structlog
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from audit_log.actions import record
from audit_log.names import AuditAction
from branding.queries import branding
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import STAFF_ROLES, Cohort, CohortRole, Membership
from cohorts.term_end.rules import earliest_date, end_key, latest_date
from notices.actions import notify_all
from notices.mail import absolute_url, can_mail
from notices.models import NoticeKind
from personal_data.erasure.actions import erase_account
from personal_data.term_end.models import ErasureWarning, TermErasure, WarningStage

log = structlog.get_logger(__name__)
FULL_NOTICE, LAST_NOTICE = timedelta(days=14), timedelta(days=3)
BATCH_PEOPLE = 500
MAX_MAILS = 100  # in a run, each minute
MAX_ERASED = 200  # in a run
RETRY_AFTER = timedelta(minutes=10)
WARNING = "{cohort} has ended. Your account will be deleted on {day} unless you keep it."

# ---------------------------------------------------------------- choosing


@transaction.atomic
def set_term_erasure(*, admin: User, cohort: Cohort, days: int | None) -> None:
    """Choose after how many days the learners' accounts are erased. None: never. Whoever was told is told again if the
    day changes.

    Raises PermissionDenied unless the person is a full admin, as for all erasures.
    """
    if not admin.is_admin:
        raise PermissionDenied
    if days is None:
        TermErasure.objects.filter(cohort=cohort).delete()
    else:
        TermErasure.objects.update_or_create(cohort=cohort, defaults={"admin": admin, "days": days})
    record_in_cohort(AuditAction.TERM_ERASURE_SET, actor=admin, cohort=cohort, fields={"days": days})


@transaction.atomic
def keep_account(*, person: User) -> bool:
    """Keep one's account past the terms that have ended. Return whether it would have been erased."""
    person.lock()
    rows = ErasureWarning.objects.filter(person=person, kept_at=None)
    is_new = bool(rows.update(kept_at=timezone.now()))
    if is_new:
        record(AuditAction.ACCOUNT_KEPT, actor=person, person=person)
    return is_new


def people_to_erase(cohort: Cohort) -> QuerySet[User]:
    """Select an archived cohort's learners who are in no open one, nobody's mentor, and didn't keep their account."""
    elsewhere = Membership.objects.filter(user=OuterRef("pk")).filter(
        Q(cohort__archived_at=None) | Q(role__in=STAFF_ROLES)
    )
    kept = ErasureWarning.objects.filter(person=OuterRef("pk"), cohort=cohort, kept_at__isnull=False)
    people = User.objects.filter(role=Role.LEARNER, memberships__cohort=cohort, memberships__role=CohortRole.LEARNER)
    return people.exclude(Exists(elsewhere)).exclude(Exists(kept))


# ---------------------------------------------------------------- telling


def warn_people(*, now: datetime) -> int:
    """Decide whom to tell, and tell them on their pages. Return how many. Without email, nobody is told or erased."""
    plans = TermErasure.objects.in_force()
    ErasureWarning.objects.filter(kept_at=None).exclude(cohort__in=plans.values("cohort")).delete()
    if not can_mail():
        return 0
    count = 0
    for plan in plans.select_related("cohort"):
        waiting = ErasureWarning.objects.filter(cohort=plan.cohort, kept_at=None)
        waiting.exclude(person__in=people_to_erase(plan.cohort)).delete()  # they have joined another cohort, say
        while told := _warn_batch(plan.pk, now):
            count += told
    return count


def stage_on(erase_on: date, today: date) -> WarningStage:
    if erase_on <= today + LAST_NOTICE:
        return WarningStage.LAST
    return WarningStage.FORTNIGHT if erase_on <= today + FULL_NOTICE else WarningStage.END


@transaction.atomic
def _warn_batch(pk: int, now: datetime) -> int:
    """Return how many people were told. Two workers do this one after the other."""
    plan = _locked(pk)
    if plan is None or plan.planned_on is None:
        return 0
    cohort, today = plan.cohort, earliest_date(now)
    people = list(_people_to_tell(plan, plan.planned_on, today)[:BATCH_PEOPLE])
    rows = ErasureWarning.objects.filter(cohort=cohort, person__in=people, planned_on=plan.planned_on)
    earlier = {row.person_id: row for row in rows}
    warnings = []
    for person in people:
        before = earlier.get(person.pk)
        erase_on = before.erase_on if before else max(plan.planned_on, today + FULL_NOTICE)
        warnings.append(
            ErasureWarning(
                person=person, cohort=cohort, planned_on=plan.planned_on, erase_on=erase_on,
                stage=stage_on(erase_on, today), next_try_at=now,
                first_sent_at=before.first_sent_at if before else None,
            )
        )  # fmt: skip
    ErasureWarning.objects.bulk_create(
        warnings, update_conflicts=True, unique_fields=["person", "cohort"],
        update_fields=["planned_on", "erase_on", "stage", "next_try_at", "sent_at", "first_sent_at"],
    )  # fmt: skip
    _notify(plan, warnings)
    return len(people)


def _locked(pk: int) -> TermErasure | None:
    """Return a plan that is in force, with its cohort, which stays as it is until the transaction ends."""
    cohorts = TermErasure.objects.filter(pk=pk).values("cohort")
    if not Cohort.objects.select_for_update().filter(pk__in=cohorts).values_list("pk"):
        return None
    return TermErasure.objects.in_force().select_related("cohort").filter(pk=pk).first()


def _people_to_tell(plan: TermErasure, planned_on: date, today: date) -> QuerySet[User]:
    """Select those who weren't told of this day, or whose next email is due and who got the one before."""
    is_next = Q(stage=WarningStage.END, erase_on__lte=today + FULL_NOTICE)
    is_last = Q(stage=WarningStage.FORTNIGHT, erase_on__lte=today + LAST_NOTICE)
    rows = ErasureWarning.objects.filter(person=OuterRef("pk"), cohort=plan.cohort, planned_on=planned_on)
    told = rows.exclude(Q(sent_at__isnull=False) & (is_next | is_last))
    return people_to_erase(plan.cohort).exclude(Exists(told)).order_by("pk")


def _notify(plan: TermErasure, warnings: Sequence[ErasureWarning]) -> None:
    link, key = reverse("personal_data:keep_account"), f"{end_key(plan.cohort)}:erasure:{plan.days}"
    by_text = sorted(warnings, key=lambda warning: (warning.stage, warning.erase_on))
    for (stage, day), group in groupby(by_text, key=lambda warning: (warning.stage, warning.erase_on)):
        notify_all(
            people=[warning.person for warning in group],
            kind=NoticeKind.ANNOUNCEMENT,
            key=f"{key}:{stage}",
            sentence=WARNING.format(cohort=plan.cohort, day=_format(day)),
            link=link,
        )


def _format(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def mail_warnings(*, now: datetime) -> int:
    """Send the emails that are due, whatever people chose for notifications. Return how many."""
    if not can_mail():
        return 0
    rows = ErasureWarning.objects.filter(sent_at=None, kept_at=None, next_try_at__lte=now)
    rows = rows.filter(cohort__in=TermErasure.objects.in_force().values("cohort"))
    return sum(_mail(row, now) for row in rows.select_related("person", "cohort").order_by("next_try_at")[:MAX_MAILS])


def _mail(row: ErasureWarning, now: datetime) -> bool:
    """Send one email. A worker claims it by moving ``next_try_at``, so only one of two sends it."""
    same = ErasureWarning.objects.filter(pk=row.pk, sent_at=None, kept_at=None, stage=row.stage, erase_on=row.erase_on)
    if not same.filter(next_try_at=row.next_try_at).update(next_try_at=now + RETRY_AFTER):
        return False
    if row.first_sent_at is None:  # the full notice counts from the first email, however late it is
        row.erase_on = max(row.erase_on, earliest_date(now) + FULL_NOTICE)
    if row.person.is_active:  # a closed account gets no mail
        try:
            _send(row)
        except OSError as error:
            log.warning("account.erasure_warning_not_sent", account=row.person_id, error=str(error))
            return False
    return bool(same.update(sent_at=now, first_sent_at=row.first_sent_at or now, erase_on=row.erase_on))


def _send(row: ErasureWarning) -> None:
    context = {
        "person": row.person,
        "cohort": row.cohort,
        "day": _format(row.erase_on),
        "site": branding().name,
        "keep": absolute_url(reverse("personal_data:keep_account")),
        "archive": absolute_url(reverse("personal_data:personal_data")),
    }
    EmailMessage(
        subject=f"Your account on {branding().name} will be deleted on {_format(row.erase_on)}",
        body=render_to_string("personal_data/term_end_mail.txt", context),
        to=[row.person.email],
    ).send()


# ---------------------------------------------------------------- erasing


def count_due_after_terms(*, now: datetime) -> int:
    """Return how many accounts are due for `erase_after_terms`, which may take several runs."""
    due = [_due(plan, now).values("person") for plan in TermErasure.objects.in_force().select_related("cohort")]
    return len({row["person"] for people in due for row in people})


def erase_after_terms(*, now: datetime) -> int:
    """Erase the accounts whose day has come everywhere, one by one. Return how many. The next run goes on."""
    count = 0
    for plan in TermErasure.objects.in_force().select_related("cohort"):
        for pk in list(_due(plan, now).order_by("pk").values_list("pk", flat=True)[: MAX_ERASED - count]):
            count += _erase(pk, plan.pk, now)
    return count


def _due(plan: TermErasure, now: datetime) -> QuerySet[ErasureWarning]:
    """Select those who got all of their notice: two weeks since the first email, three days since the last."""
    if plan.planned_on is None:
        return ErasureWarning.objects.none()
    rows = ErasureWarning.objects.filter(cohort=plan.cohort, planned_on=plan.planned_on, stage=WarningStage.LAST)
    in_time = rows.filter(first_sent_at__lte=now - FULL_NOTICE, sent_at__lte=now - LAST_NOTICE)
    return in_time.filter(kept_at=None, erase_on__lte=latest_date(now), person__in=people_to_erase(plan.cohort))


@transaction.atomic
def _erase(pk: int, plan_pk: int, now: datetime) -> bool:
    """Erase one account, unless its person has kept it or something else has changed meanwhile."""
    plan, row = _locked(plan_pk), ErasureWarning.objects.filter(pk=pk).select_related("person").first()
    if plan is None or row is None:
        return False
    try:
        row.person.lock()
    except User.DoesNotExist:
        return False
    if not _due(plan, now).filter(pk=pk).exists():
        return False
    erase_account(person=row.person, actor=None, cohort=plan.cohort.slug)
    return True
