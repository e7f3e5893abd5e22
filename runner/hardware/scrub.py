"""Overwrites a card's memory between tenants, from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from .cards import Card
from .errors import HardwareError

_REPOSITORY = Path(__file__).resolve().parents[2]
_SECONDS = 60.0
_MIN_SHARE = 0.99  # of what was free; the driver keeps some pages of each size for itself


def scrub(card: Card, command: tuple[str, ...] = ()) -> int:
    """Overwrite all memory of the card that is free, and return how many bytes that was.

    Args:
        command: what to run instead of our own scrubber. It sees only this card.

    Raises:
        HardwareError: it failed, left too much, or did not end in time, so that the card may hold what the last
            tenant left.
    """
    process = subprocess.Popen(
        command or (sys.executable, "-m", "runner.hardware.scrubber"),
        cwd=_REPOSITORY, env=os.environ | {"CUDA_VISIBLE_DEVICES": card.uuid},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        output, errors = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()  # nobody waits for it: a process in a hung driver does not die
        raise HardwareError(f"overwriting its memory did not end within {_SECONDS:g} s") from None
    if process.returncode != 0:
        lines = errors.strip().splitlines() or [f"exit status {process.returncode}"]
        raise HardwareError(f"its memory could not be overwritten: {lines[-1][:300]}")
    return _overwritten(output)


def _overwritten(output: str) -> int:
    try:
        result = json.loads(output)
        free, overwritten = int(result["free"]), int(result["overwritten"])
    except (ValueError, KeyError, TypeError):
        raise HardwareError("the scrubber gave no answer") from None
    if overwritten < _MIN_SHARE * free:
        raise HardwareError(f"only {overwritten} of {free} free bytes of its memory were overwritten")
    return overwritten
