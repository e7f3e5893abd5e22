"""A worker's card: examined and leased when the worker starts, and watched while it runs."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache

from runner.hardware import Card, HardwareError, make_exclusive, quarantine
from runner.sandbox import card_doctor
from runner.sandbox.card_cells import lease_free_card
from runner.sandbox.layers import HostExamination, Layer, failed, held
from runner.sandbox.supervisor import CARD_SOCKET, Supervisor

_LOG = logging.getLogger(__name__)
_START_SECONDS = 180.0
_FIX_PROCESSES = "start it with -c 1, and one worker for each card"


class WorkerCard:
    """The card of this process and its warm cell. The card stays leased until :meth:`close`."""

    def __init__(self) -> None:
        """Lease the first free card and keep a cell ready on it. Raises HardwareError: there is none."""
        self._stack = ExitStack()
        try:
            self.card, lock = lease_free_card(self._stack)
            self.is_exclusive = make_exclusive(self.card)
            self._supervisor = self._stack.enter_context(Supervisor(cells=1, card=self.card, lock=lock))
        except BaseException:
            self._stack.close()
            raise

    def examine(self) -> HostExamination:
        """Try the warm cell. Processes that are forked later grade in it and its successors."""
        if not self._supervisor.wait(_START_SECONDS):
            _LOG.warning("no cell gets ready on %s", self.card.description)
        os.environ[CARD_SOCKET] = self._supervisor.socket
        mode = "exclusive: the driver refuses a second process" if self.is_exclusive else (
            "shared: this host doesn't let us set exclusive mode, so only the lease keeps others away"
        )  # fmt: skip
        layers = card_doctor.examine_warm(self._supervisor.socket, self.card).layers
        return HostExamination((held("compute mode", mode), *layers))

    def close(self) -> None:
        os.environ.pop(CARD_SOCKET, None)
        self._stack.close()


@cache
def examination(processes: int, at_end: Callable[[Callable[[], None]], None]) -> tuple[HostExamination, Card | None]:
    """Examine a card, then keep it for this worker. Once per process. The card is None where none is fit.

    Args:
        processes: how many submissions the worker grades at once.
        at_end: takes what shall be done when the worker ends.
    """
    if processes != 1:
        evidence = f"this worker would grade {processes} submissions at once on one card"
        return HostExamination((failed("processes", evidence, _FIX_PROCESSES),)), None
    cold = card_doctor.examine()
    if not cold.is_fit:
        return cold, None
    try:
        worker_card = WorkerCard()
    except HardwareError as error:
        return HostExamination((*cold.layers, failed("card", error.reason, error.fix))), None
    at_end(worker_card.close)
    return HostExamination(cold.layers + worker_card.examine().layers), worker_card.card


def out_of_service(card: Card) -> Layer | None:
    """A layer that doesn't hold, if the worker's card has been taken out of service since the start."""
    try:
        reason = quarantine.reason(card.uuid)
    except HardwareError as error:
        reason = error.reason
    if reason is None:
        return None
    fix = f"repair or reset it, then python -m runner hardware release {card.uuid}"
    return failed("card", f"{card.description} is out of service: {reason}", fix)
