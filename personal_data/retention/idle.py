"""Accounts that nobody uses: warn by email, and delete them some days later unless somebody signs in."""

from datetime import datetime, timedelta

import structlog
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, Role, User
from branding.queries import branding
from cohorts.cohort.models import Membership
from lib.retention import keeps, limit_of
from notices.mail import absolute_url, can_mail
from personal_data.erasure.actions import erase_account
from personal_data.retention.models import IdleWarning

log = structlog.get_logger(__name__)
MAX_A_NIGHT = 500


def idle_since(limit: datetime) -> QuerySet[User]:
    """Return learners who have neither signed in, nor used a session or token, since then. Never staff or admins."""
    sessions = UserSession.objects.filter(user=OuterRef("pk"), last_seen_at__gte=limit)
    tokens = ApiToken.objects.filter(user=OuterRef("pk"), last_used_at__gte=limit)
    people = User.objects.filter(role=Role.LEARNER).exclude(memberships__in=Membership.objects.staff())
    people = people.annotate(last_use=Coalesce("last_login", F("date_joined"))).filter(last_use__lt=limit)
    return people.exclude(Exists(sessions)).exclude(Exists(tokens)).order_by("pk")


def accounts_to_warn() -> QuerySet[User]:
    earlier = timedelta(days=settings.IDLE_WARNING_DAYS)
    return idle_since(limit_of("idle_accounts") + earlier).filter(idle_warning=None, is_active=True)


def accounts_to_delete() -> QuerySet[User]:
    """Return those that were warned in time. A closed account gets no mail, and goes as well."""
    in_time = timezone.now() - timedelta(days=settings.IDLE_WARNING_DAYS)
    return idle_since(limit_of("idle_accounts")).filter(Q(idle_warning__sent_at__lte=in_time) | Q(is_active=False))


def handle_idle_accounts() -> int:
    """Warn, and delete whom the site has warned. Return how many were deleted. Without email, nobody is deleted."""
    if keeps("idle_accounts") or not can_mail():
        return 0
    back_limit = limit_of("idle_accounts") + timedelta(days=settings.IDLE_WARNING_DAYS)
    IdleWarning.objects.exclude(person__in=idle_since(back_limit)).delete()  # they have come back
    for person in accounts_to_warn()[:MAX_A_NIGHT]:
        _warn(person)
    people = list(accounts_to_delete()[:MAX_A_NIGHT])
    for person in people:
        erase_account(person=person, actor=None)
    return len(people)


def _warn(person: User) -> None:
    context = {
        "person": person,
        "days": settings.IDLE_WARNING_DAYS,
        "site": branding().name,
        "sign_in": absolute_url(reverse("account_login")),
        "archive": absolute_url(reverse("personal_data:personal_data")),
    }
    mail = EmailMessage(
        subject=f"Your account on {branding().name} will be deleted",
        body=render_to_string("personal_data/idle_mail.txt", context),
        to=[person.email],
    )
    try:
        mail.send()
    except OSError as error:
        log.warning("account.idle_warning_not_sent", account=person.pk, error=str(error))
    else:
        IdleWarning.objects.get_or_create(person=person)
