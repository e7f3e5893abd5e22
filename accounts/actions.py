"""Ending sessions, removing a lost second factor, and API tokens."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.errors import LastAdminError
from accounts.models import FULL_ACCESS, ApiToken, Role, User
from lib.errors import RefusedError

LAST_ADMIN = "This is the only admin, and the site needs one. Make someone else an admin first."


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


@transaction.atomic
def create_api_token(*, person: User, name: str, days: int, scopes: Sequence[str] = (FULL_ACCESS,)) -> str:
    """Create an API token that works for so many days. The caller shows it once, because only its digest is stored.

    Raises:
        RefusedError: the person has one of that name, or as many as one person may have.
    """
    person.lock()
    names = set(ApiToken.objects.filter(user=person).values_list("name", flat=True))
    if name in names:
        raise RefusedError(f"You already have a token named “{name}”. Revoke it first, or choose another name.")
    if len(names) >= ApiToken.MAX_PER_PERSON:
        raise RefusedError(f"You have {len(names)} tokens, which is the limit. Revoke one first.")
    scope = FULL_ACCESS if FULL_ACCESS in scopes else " ".join(scopes)
    _, secret = ApiToken.objects.create(person, expiry=timedelta(days=days), name=name, scope=scope)
    return str(secret)


def revoke_api_token(*, person: User, uid: uuid.UUID) -> bool:
    """Return False if the person has no such token."""
    return bool(ApiToken.objects.filter(user=person, uid=uid).delete()[0])


def require_another_admin(*, leaving: Iterable[User]) -> None:
    """Call this in the transaction that deletes, closes or demotes these people. It locks all admins, so that two can't
    leave at the same time.

    Raises:
        LastAdminError: nobody else is an admin with an open account.
    """
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).order_by("pk")
    admin_ids, leaving_ids = set(admins.values_list("pk", flat=True)), {person.pk for person in leaving}
    if admin_ids & leaving_ids and not admin_ids - leaving_ids:
        raise LastAdminError(LAST_ADMIN)


@transaction.atomic
def record_main_address(*, person: User) -> EmailAddress:
    """List the main address among the person's addresses and mark it as the main one. It may be unconfirmed."""
    row, _ = EmailAddress.objects.get_or_create(user=person, email=person.email.lower())
    if not row.primary:
        EmailAddress.objects.filter(user=person, primary=True).update(primary=False)
        row.primary = True
        row.save(update_fields=["primary"])
    return row


@transaction.atomic
def confirm_main_address(*, person: User) -> bool:
    """Confirm the main address for an operator. No other account keeps it. Return False if it was confirmed."""
    EmailAddress.objects.filter(email=person.email.lower()).exclude(user=person).delete()
    row = record_main_address(person=person)
    return bool(EmailAddress.objects.filter(pk=row.pk, verified=False).update(verified=True))


@transaction.atomic
def replace_main_address(*, person: User, earlier_email: str) -> None:
    """Replace the main address that an admin corrected. The old one no longer signs in; the new one is unconfirmed."""
    EmailAddress.objects.filter(user=person, email=earlier_email.lower()).delete()
    record_main_address(person=person)
