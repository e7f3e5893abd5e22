"""End sessions, and remove second factors that were lost."""

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User


@transaction.atomic
def end_sign_in(*, person: User, pk: int) -> bool:
    """End one of the person's own sessions. Return False if there is none, or it has ended."""
    return bool(_end(UserSession.objects.filter(user=person, pk=pk)))


@transaction.atomic
def end_other_sign_ins(*, person: User, key: str | None) -> int:
    """End all sessions except the one with that key. Return how many."""
    return _end(UserSession.objects.filter(user=person).exclude(session_key=key))


def _end(rows: "QuerySet[UserSession]") -> int:
    keys = list(rows.values_list("session_key", flat=True))
    count, _ = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).delete()
    rows.delete()
    return count


def end_all_sessions(*, person: User) -> int:
    """End all sessions of a person whose account is being deleted. Return how many.

    This opens each session of the site to see whose it is (40 µs), because one that still waits for the second factor
    belongs to the person too, but is in no list of sign-ins.
    """
    waits_for = user_pk_to_url_str(person)
    session_keys = [
        session.session_key
        for session in Session.objects.iterator()
        if (data := session.get_decoded()).get(SESSION_KEY) == str(person.pk)
        or data.get(LOGIN_SESSION_KEY, {}).get("user_pk") == waits_for
    ]
    return int(Session.objects.filter(session_key__in=session_keys).delete()[0])


def delete_expired_sign_ins() -> int:
    """Delete expired sessions, and the addresses and devices stored for sessions that no longer exist."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    stale = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(stale.delete()[0])


@transaction.atomic
def remove_second_factors(*, person: User) -> int:
    """Remove the second factors, once an admin has verified who is asking. The password alone signs in again, and every
    session ends.

    Return how many factors there were.
    """
    count, _ = Authenticator.objects.filter(user=person).delete()
    end_other_sign_ins(person=person, key=None)
    return int(count)
