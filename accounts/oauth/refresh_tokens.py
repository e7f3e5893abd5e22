"""Refresh tokens work once and end for good. Using one a second time signs its app out, because somebody has a copy.

allauth replaces a refresh token and forgets it. Here a row of its own table, of a type that allauth doesn't know,
remembers the digest of each of the last ones.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.utils import timezone

log = structlog.get_logger(__name__)

SPENT_TYPE = "sr"
MAX_SPENT_TOKENS = 100
"""Remembered for each grant: four days of an app that renews its tokens every hour."""
SIGNED_IN_AT = "signed_in_at"


def claim(value: str) -> Token | None:
    """The refresh token of this value, locked until the end of the transaction, so that it works once.

    None: there is none. If it was used before, the app is signed out.
    """
    if not value:
        return None
    token: Token | None = (
        Token.objects.by_value(value).filter(type=Token.Type.REFRESH_TOKEN).select_for_update().first()
    )
    if token is None and (predecessor := Token.objects.by_value(value).filter(type=SPENT_TYPE).first()):
        _of_same_grant(predecessor).delete()
        log.warning("account.app_token_reused", account=predecessor.user_id, client=predecessor.client_id)
    return token


def replace(predecessor: Token, *, successor: str) -> datetime:
    """Remember the spent token. Its successor ends at the latest `APP_SIGN_IN_DAYS` after the app signed in.

    Return when the successor ends.
    """
    signed_in_at = _signed_in_at(predecessor)
    token = Token.objects.by_value(successor).get(type=Token.Type.REFRESH_TOKEN)
    token.data = (token.data or {}) | {SIGNED_IN_AT: signed_in_at.isoformat()}
    token.expires_at = min(token.expires_at, signed_in_at + timedelta(days=settings.APP_SIGN_IN_DAYS))
    token.save(update_fields=["data", "expires_at"])
    _remember(predecessor, until=token.expires_at)
    end: datetime = token.expires_at
    return end


def _signed_in_at(token: Token) -> datetime:
    """A first refresh token doesn't say so: it was created when the app signed in."""
    data: dict[str, Any] = token.data or {}
    created_at: datetime = token.created_at
    return datetime.fromisoformat(data[SIGNED_IN_AT]) if SIGNED_IN_AT in data else created_at


def _remember(token: Token, *, until: datetime) -> None:
    """Forget the oldest if there are too many: an app that renews its tokens all the time fills no table."""
    Token.objects.create(
        type=SPENT_TYPE,
        hash=token.hash,
        client_id=token.client_id,
        user_id=token.user_id,
        data=token.data,
        expires_at=until,
    )
    rows = _of_same_grant(token).filter(type=SPENT_TYPE).order_by("-pk")
    if oldest := rows.values_list("pk", flat=True)[MAX_SPENT_TOKENS : MAX_SPENT_TOKENS + 1].first():
        rows.filter(pk__lte=oldest).delete()


def _of_same_grant(token: Token) -> Any:
    return Token.objects.filter(user_id=token.user_id, data__grant_id=token.get_grant_id())


def seconds_until(end: datetime) -> int:
    return max(0, int((end - timezone.now()).total_seconds()))
