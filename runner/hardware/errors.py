"""Errors of cards."""

from __future__ import annotations


class HardwareError(Exception):
    """A card can't be used. ``fix`` says what an operator can do."""

    def __init__(self, reason: str, fix: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


class CardBusyError(HardwareError):
    """Somebody else on this host has the card."""


class QuarantinedError(HardwareError):
    """The card is out of service until an operator releases it."""
