"""A person's sessions."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from accounts.sessions.user_agents import describe_device


@dataclass(frozen=True, kw_only=True)
class SignIn:
    pk: int
    device: str
    place: str
    began_at: datetime
    last_seen_at: datetime
    is_this: bool


def sign_ins_of(person: User, *, key: str | None) -> list[SignIn]:
    """This one (whose session has that key) first, then the last seen. Two queries."""
    rows = list(UserSession.objects.filter(user=person).order_by("-last_seen_at"))
    live_keys = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    sign_ins = [
        SignIn(
            pk=row.pk,
            device=describe_device(row.user_agent),
            place=row.ip,
            began_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_this=row.session_key == key,
        )
        for row in rows
        if row.session_key in live_keys
    ]
    return sorted(sign_ins, key=lambda sign_in: not sign_in.is_this)
