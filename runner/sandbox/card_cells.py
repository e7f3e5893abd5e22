"""Cells on a card of this host, cold or ready, for whoever grades.

A worker that keeps a warm cell has the card for as long as it runs. Elsewhere each cold cell leases the first card
that is free, makes it ready for a new tenant, and gives it back when the cell ends.
"""

from __future__ import annotations

import functools
import os
from contextlib import ExitStack
from pathlib import Path

from runner.hardware import Card, CardBusyError, HardwareError, QuarantinedError, lease, require_cards
from runner.hardware.turnover import turn_over
from runner.protocol import Limits

from .cell import Cell
from .cold_cell import ColdCell
from .errors import SandboxUnavailable
from .supervisor import CARD_SOCKET
from .warm_cell import WarmCell

_WAIT_SECONDS = 45.0  # for the card to be made ready and CUDA to be started


def open_cell(limits: Limits) -> Cell:
    """A new cell on a card: the one that the daemon has ready, or a cold one.

    Raises:
        SandboxUnavailable: no card can be had.
        CellError: it did not start.
    """
    if socket := os.environ.get(CARD_SOCKET):
        cell = WarmCell(limits, socket, _WAIT_SECONDS)
        cell.device_name = card_of(socket).description
        return cell
    return ColdCardCell(limits)


@functools.cache
def card_of(socket: str) -> Card:
    """The card that the daemon at this socket has. Raises SandboxUnavailable: there is none."""
    try:
        return next(card for card in require_cards() if card.uuid == Path(socket).name)
    except StopIteration:
        raise SandboxUnavailable(f"there is no card {Path(socket).name}", "Restart the worker") from None
    except HardwareError as error:
        raise SandboxUnavailable(error.reason, error.fix) from error


def lease_free_card(stack: ExitStack) -> tuple[Card, int]:
    """Lease the first card that is free and in service, for as long as the stack lasts. Returns it and its lock.

    Raises:
        HardwareError: there is none; the text is that of the last card that was tried.
    """
    problem: HardwareError | None = None
    for card in require_cards():
        try:
            return card, stack.enter_context(lease(card))
        except (CardBusyError, QuarantinedError) as error:
            problem = error
    raise problem or HardwareError("there is no card")


class ColdCardCell(ColdCell):
    """A cold cell that has a card to itself."""

    def __init__(self, limits: Limits) -> None:
        """Lease a card and make it ready.

        Raises:
            SandboxUnavailable: no card can be had.
            CellError: the cell did not start.
        """
        self._leases = ExitStack()
        try:
            self.card, _ = lease_free_card(self._leases)
            turn_over(self.card)
            super().__init__(limits, self.card)
            self.device_name = self.card.description
        except HardwareError as error:
            self._leases.close()
            raise SandboxUnavailable(error.reason, error.fix) from error
        except BaseException:
            self._leases.close()
            raise

    def _release(self) -> None:
        super()._release()
        self._leases.close()
