"""One tenant for each card of a host, whoever asks."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from . import quarantine, state
from .cards import Card
from .errors import CardBusyError, QuarantinedError

_WAIT_FIX = "Wait until it is free, or start one worker for each card and no more"


@contextmanager
def lease(card: Card) -> Iterator[int]:
    """Have the card to oneself for the block. Yields the descriptor of the lock, for a child that shall share it.

    The lock is the kernel's: it ends with the last process that holds the descriptor, however that ends.

    Raises:
        CardBusyError: somebody else on this host has it.
        QuarantinedError: it is out of service.
    """
    require_in_service(card)
    path = state.folder() / f"{card.uuid}.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CardBusyError(f"another runner of this host has {card.name} ({card.uuid})", _WAIT_FIX) from None
        yield lock
    finally:
        os.close(lock)


def require_in_service(card: Card) -> None:
    """Raises QuarantinedError: the card is out of service."""
    if (reason := quarantine.reason(card.uuid)) is not None:
        raise QuarantinedError(
            f"{card.name} ({card.uuid}) is out of service: {reason}",
            f"Repair or reset it, then run python -m runner hardware release {card.uuid}",
        )
