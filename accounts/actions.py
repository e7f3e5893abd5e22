"""Ending sign-ins, letting somebody in again who has lost their second factor, and keys for scripts."""

import uuid
from datetime import timedelta

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.errors import RefusedError
from accounts.models import ScriptKey, User


@transaction.atomic
def end_sign_in(*, person: User, pk: int) -> bool:
    """End one of their own. False: there is none, or it has ended."""
    return bool(_end(UserSession.objects.filter(user=person, pk=pk)))


@transaction.atomic
def end_other_sign_ins(*, person: User, key: str | None) -> int:
    """End all but the one whose session has that key. Returns how many."""
    return _end(UserSession.objects.filter(user=person).exclude(session_key=key))


def _end(rows: "QuerySet[UserSession]") -> int:
    keys = list(rows.values_list("session_key", flat=True))
    ended, _ = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).delete()
    rows.delete()
    return ended


def end_all_sessions(*, person: User) -> int:
    """Of somebody whose account is deleted. Returns how many.

    Each session of the site is opened to see whose it is (40 µs): one that still waits for the second factor names its
    person too, and is in no list of sign-ins.
    """
    waits_for = user_pk_to_url_str(person)
    theirs = [
        session.session_key
        for session in Session.objects.iterator()
        if (held := session.get_decoded()).get(SESSION_KEY) == str(person.pk)
        or held.get(LOGIN_SESSION_KEY, {}).get("user_pk") == waits_for
    ]
    return int(Session.objects.filter(session_key__in=theirs).delete()[0])


def forget_sign_ins() -> int:
    """Delete the sessions that have expired, and what was kept of sessions that are no more: addresses and devices."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(gone.delete()[0])


@transaction.atomic
def remove_second_factors(*, person: User) -> int:
    """For an admin who has made sure who is asking: the password alone opens the account again, and every session ends.

    Returns how many factors there were.
    """
    count, _ = Authenticator.objects.filter(user=person).delete()
    end_other_sign_ins(person=person, key=None)
    return int(count)


@transaction.atomic
def make_key(*, person: User, name: str, days: int) -> str:
    """A key for a script of theirs, which works for so many days. Whoever calls shows it once: it is not kept.

    Raises:
        RefusedError: they have one of that name, or as many as one person may have.
    """
    User.objects.select_for_update().get(pk=person.pk)
    names = set(ScriptKey.objects.filter(user=person).values_list("name", flat=True))
    if name in names:
        raise RefusedError(f"You have a key named “{name}”. Revoke it first, or choose another name.")
    if len(names) >= ScriptKey.MOST:
        raise RefusedError(f"You have {len(names)} keys, as many as one person may have. Revoke one first.")
    _, secret = ScriptKey.objects.create(person, expiry=timedelta(days=days), name=name)
    return str(secret)


def revoke_key(*, person: User, uid: uuid.UUID) -> bool:
    """False: they have no such key."""
    return bool(ScriptKey.objects.filter(user=person, uid=uid).delete()[0])
