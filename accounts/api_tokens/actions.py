"""Create an API token, and revoke it."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from accounts.models import FULL_ACCESS, ApiToken, User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from lib.errors import RefusedError


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
    token, secret = ApiToken.objects.create(person, expiry=timedelta(days=days), name=name, scope=scope)
    fields = {"scope": scope, "days": days}
    record(AuditAction.TOKEN_CREATED, actor=person, target=AuditTarget(kind="token", uid=token.uid), fields=fields)
    return str(secret)


@transaction.atomic
def revoke_api_token(*, person: User, uid: uuid.UUID) -> bool:
    """Return False if the person has no such token."""
    was_valid = bool(ApiToken.objects.filter(user=person, uid=uid).delete()[0])
    if was_valid:
        record(AuditAction.TOKEN_REVOKED, actor=person, target=AuditTarget(kind="token", uid=uid))
    return was_valid
