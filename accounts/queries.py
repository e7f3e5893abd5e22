"""Where a person is signed in, and what signs their scripts in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.devices import device_in_words
from accounts.models import ScriptKey, User


@dataclass(frozen=True)
class SignIn:
    pk: int
    device: str
    place: str
    began: datetime
    seen: datetime
    is_this: bool


def sign_ins_of(person: User, *, key: str | None) -> list[SignIn]:
    """This one (whose session has that key) first, then the last seen. Two queries."""
    rows = list(UserSession.objects.filter(user=person).order_by("-last_seen_at"))
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    found = [
        SignIn(
            row.pk, device_in_words(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == key
        )
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda one: not one.is_this)


def keys_of(person: User) -> list[ScriptKey]:
    """The newest first."""
    return list(ScriptKey.objects.filter(user=person).order_by("-created"))
