"""Cards that are out of service. The mark survives restarts, and only an operator removes it."""

from __future__ import annotations

import time

from . import state


def quarantine(uuid: str, reason: str) -> None:
    """Take a card out of service. The first reason stays. Raises HardwareError: the mark can't be written."""
    if state.read(_name(uuid)) is None:
        state.write(_name(uuid), {"card": uuid, "reason": reason, "at": time.time()})


def reason(uuid: str) -> str | None:
    """Why a card is out of service, or None. Raises HardwareError: its mark can't be read."""
    record = state.read(_name(uuid))
    return None if record is None else str(record.get("reason", "no reason was stored"))


def release(uuid: str) -> bool:
    """Put a card back into service. Return False if it was in service. Raises HardwareError: it can't be done.

    Its baseline is measured again, and errors that were logged until now no longer count.
    """
    path = state.folder() / _name(uuid)
    if not path.exists():
        return False
    (state.FOLDER / f"{uuid}.baseline").unlink(missing_ok=True)
    path.unlink()
    return True


def _name(uuid: str) -> str:
    return f"{uuid}.quarantine"
