"""Allow, list and revoke the access of apps. A grant is what one sign-in with a code gave, however often the app has
renewed its tokens since.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.idp.oidc.internal.oauthlib import device_codes
from allauth.idp.oidc.models import Token
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.scopes import access_sentences
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from lib.errors import RefusedError

MAX_GRANTS = 20
TYPES_OF_A_GRANT = (Token.Type.ACCESS_TOKEN, Token.Type.REFRESH_TOKEN)
TOO_MANY_GRANTS = "{count} apps are signed in to your account, which is the limit. Sign one out in your settings first."
TOO_MANY_CODES = "Too many codes. Wait a minute, then try again."
WRONG_CODE = "This code is mistyped, was used already or has expired. Check it, or start again in the app."
CODE_IS_GONE = "This code has expired. Start again in the app."


@dataclass(frozen=True, kw_only=True)
class PendingDevice:
    """An app that waits for somebody to allow it."""

    code: str
    device_code: str
    app: str
    access: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class AppGrant:
    uid: uuid.UUID
    app: str
    access: Sequence[str]
    renewed_at: datetime
    """When it last got a token. That is when it was last used, to an hour."""
    expires_at: datetime | None
    """When it must sign in again if nobody uses it until then."""


def find_device(request: HttpRequest, code: str) -> PendingDevice:
    """The app that shows this code. Attempts are counted by person, so that nobody can try many codes.

    Raises:
        RefusedError: no app shows it, or the person has tried too many.
    """
    if not ratelimit.consume(request, action="device_user_code", app="allauth.idp.oidc", limit_get=True):
        raise RefusedError(TOO_MANY_CODES)
    code = _as_shown(code)
    try:
        device_code, client = device_codes.validate_user_code(code)
    except ValidationError as error:
        raise RefusedError(WRONG_CODE) from error
    scopes = (_state(device_code) or {}).get("scope") or client.get_default_scopes()
    return PendingDevice(code=code, device_code=device_code, app=client.name, access=access_sentences(scopes))


def _as_shown(code: str) -> str:
    """Return the code in capitals and with its dash, which people leave out."""
    letters = "".join(filter(str.isalnum, code)).upper()
    return f"{letters[:4]}-{letters[4:]}"


def _state(device_code: str) -> dict[str, object] | None:
    state: dict[str, object] | None = cache.get(device_codes.cache_device_code_key(device_code))
    return state


def answer_device(request: HttpRequest, person: User, device: PendingDevice, *, is_allowed: bool) -> None:
    """Let the app in or turn it away. The owner hears by email that it was let in.

    Raises:
        RefusedError: the code has expired, or as many apps are signed in as one person may have.
    """
    count = len(grants_of(person))
    if is_allowed and count >= MAX_GRANTS:
        raise RefusedError(TOO_MANY_GRANTS.format(count=count))
    if not device_codes.confirm_or_deny_device_code(person, device.device_code, confirm=is_allowed):
        raise RefusedError(CODE_IS_GONE)
    if is_allowed:
        about = {"app": device.app, "access": device.access}
        get_adapter(request).send_notification_mail("account/email/app_signed_in", person, about)


def grants_of(person: User) -> list[AppGrant]:
    """The apps that are signed in, the last renewed first. One query."""
    rows: dict[str, list[Token]] = {}
    tokens = Token.objects.valid().filter(user=person, type__in=TYPES_OF_A_GRANT)
    for token in tokens.select_related("client").order_by("-created_at"):
        rows.setdefault(token.get_grant_id() or "", []).append(token)
    return [_grant(uid, tokens) for uid, tokens in rows.items() if uid]


def _grant(uid: str, tokens: Sequence[Token]) -> AppGrant:
    newest = tokens[0]
    return AppGrant(
        uid=uuid.UUID(uid),
        app=newest.client.name if newest.client else "",
        access=access_sentences(newest.get_scopes()),
        renewed_at=newest.created_at,
        expires_at=max((token.expires_at for token in tokens if token.expires_at), default=None),
    )


def find_token(value: str, *, client: str) -> Token | None:
    """The access or refresh token of this value, if it is this client's."""
    rows = Token.objects.by_value(value).filter(client=client, type__in=TYPES_OF_A_GRANT)
    token: Token | None = rows.select_related("user").first()
    return token


@transaction.atomic
def revoke_grant(*, person: User, uid: uuid.UUID) -> bool:
    """Sign the app out. Return False if it was already."""
    was_signed_in = bool(Token.objects.filter(user=person, data__grant_id=uid.hex).delete()[0])
    if was_signed_in:
        record(AuditAction.APP_REVOKED, actor=person, target=AuditTarget(kind="app", uid=uid))
    return was_signed_in


def delete_older_access_tokens(value: str) -> None:
    """Keep one access token of each grant, this one: an app that renews it all the time fills no table."""
    token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, value)
    if token and (grant := token.get_grant_id()):
        rows = Token.objects.filter(user_id=token.user_id, type=token.type, data__grant_id=grant)
        rows.exclude(pk=token.pk).delete()


def delete_surplus_grants(value: str) -> None:
    """Sign the oldest apps out if there are too many: the person may have allowed several before these got tokens."""
    token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, value)
    if token and token.user:
        for grant in grants_of(token.user)[MAX_GRANTS:]:
            revoke_grant(person=token.user, uid=grant.uid)


def delete_expired_tokens() -> int:
    return int(Token.objects.expired().delete()[0])
