"""Cells on a card of this host, cold or ready, for whoever grades.

A worker that keeps a warm cell has the card for as long as it runs. Elsewhere each cold cell leases the first card
that is free, makes it ready for a new tenant, and gives it back when the cell ends.

A tenant can have the driver pin the host's memory, which no limit on its process counts. So whoever has a cold cell
ends it when the host is nearly out of memory, as the daemon does with its own.
"""

from __future__ import annotations

import functools
import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from runner.hardware import Card, CardBusyError, HardwareError, QuarantinedError, lease, require_cards
from runner.hardware.turnover import turn_over
from runner.protocol import Limits

from . import memory
from .cell import Cell
from .cold_cell import ColdCell
from .errors import SandboxUnavailable
from .process_exit import ProcessExit
from .supervisor import CARD_SOCKET
from .warm_cell import WarmCell

_WAIT_SECONDS = 45.0  # for the card to be made ready and CUDA to be started
_LOOK_SECONDS = 0.05


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


class HostMemoryGuard:
    """A thread that looks at the host's memory twenty times a second until it is stopped."""

    def __init__(self, end_cell: Callable[[], None]) -> None:
        """``end_cell`` is called once, when the host is nearly out of memory."""
        self.has_ended_cell = False
        self._end_cell = end_cell
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="host memory", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Idempotent. After it, nothing is called any more."""
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(_LOOK_SECONDS):
            if memory.is_host_short():
                self.has_ended_cell = True
                self._end_cell()
                return


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
            self._guard = HostMemoryGuard(self._kill_init)
        except HardwareError as error:
            self._leases.close()
            raise SandboxUnavailable(error.reason, error.fix) from error
        except BaseException:
            self._leases.close()
            raise

    def _end(self) -> ProcessExit:
        """The guard is stopped first: afterwards the init's pid may be somebody else's."""
        self._guard.stop()
        process_exit = super()._end()
        return ProcessExit(-signal.SIGKILL, cause="memory") if self._guard.has_ended_cell else process_exit

    def _release(self) -> None:
        super()._release()
        self._leases.close()
