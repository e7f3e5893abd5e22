"""Receipts: a signed note of what was there before, which its learner may hand in within a day to have it back."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied

from accounts.models import User
from progress.actions.errors import RefusedError

UNDO_WITHIN = timedelta(days=1)


def write_receipt(kind: str, learner: User, kept: dict[str, Any]) -> str:
    return signing.dumps({"learner": str(learner.uid), "kept": kept}, salt=f"progress.{kind}", compress=True)


def read_receipt(kind: str, learner: User, receipt: str, *, otherwise: str) -> dict[str, Any]:
    """What `write_receipt` was given.

    Raises:
        RefusedError: it is too old or not ours; ``otherwise`` says what to do instead.
        PermissionDenied: it is another learner's.
    """
    try:
        found = signing.loads(receipt, salt=f"progress.{kind}", max_age=UNDO_WITHIN)
    except signing.BadSignature:
        raise RefusedError(f"That can't be undone any more. {otherwise}") from None
    if found["learner"] != str(learner.uid):
        raise PermissionDenied
    kept: dict[str, Any] = found["kept"]
    return kept
