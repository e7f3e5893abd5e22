"""Undo tokens: the state before a change, signed, so that its owner can restore it within a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import PermissionDenied

from lib.errors import RefusedError

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

MAX_AGE = timedelta(days=1)
UNDO_EXPIRED = "You can’t undo this any more."


def make_undo_token(kind: str, person: _User, state: dict[str, Any]) -> str:
    return signing.dumps({"person": str(person.uid), "kept": state}, salt=f"receipt.{kind}", compress=True)


def read_undo_token(kind: str, person: _User, token: str, *, otherwise: str) -> dict[str, Any]:
    """Return the state that `make_undo_token` was given.

    Raises:
        RefusedError: the token is too old or not one of ours; ``otherwise`` says what to do instead.
        PermissionDenied: it belongs to someone else.
    """
    try:
        content = signing.loads(token, salt=f"receipt.{kind}", max_age=MAX_AGE)
    except signing.BadSignature:
        raise RefusedError(f"{UNDO_EXPIRED} {otherwise}") from None
    if content["person"] != str(person.uid):
        raise PermissionDenied
    state: dict[str, Any] = content["kept"]
    return state
