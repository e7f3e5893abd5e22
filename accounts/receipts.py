"""Receipts: a signed note of what was there before, which its owner may hand in within a day to have it back."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied

from accounts.errors import RefusedError
from accounts.models import User

UNDO_WITHIN = timedelta(days=1)


def write_receipt(kind: str, person: User, kept: dict[str, Any]) -> str:
    return signing.dumps({"person": str(person.uid), "kept": kept}, salt=f"receipt.{kind}", compress=True)


def read_receipt(kind: str, person: User, receipt: str, *, otherwise: str) -> dict[str, Any]:
    """What `write_receipt` was given.

    Raises:
        RefusedError: it is too old or not ours; ``otherwise`` says what to do instead.
        PermissionDenied: it is somebody else's.
    """
    try:
        found = signing.loads(receipt, salt=f"receipt.{kind}", max_age=UNDO_WITHIN)
    except signing.BadSignature:
        raise RefusedError(f"That can't be undone any more. {otherwise}") from None
    if found["person"] != str(person.uid):
        raise PermissionDenied
    kept: dict[str, Any] = found["kept"]
    return kept
