"""The attack that each of a card's layers stops, run with the layer and without it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from unittest import mock

from runner import hardware
from runner.hardware import Card, quarantine, turnover
from runner.protocol import Limits
from runner.sandbox.cold_cell import ColdCell
from runner.tests.sabotage.layers import without

DONE = "done"
_LIMITS = Limits(wall_s=60, cpu_s=60)
_ATTEMPT = """
import errno, os
def f():
    try:
        {statement}
    except BaseException as error:
        return errno.errorcode.get(getattr(error, "errno", None), type(error).__name__)
    return "done"
"""
# One function fills the card's memory with a mark; the other searches unwritten memory for it.
TENANT = """
import torch
MARK, PIECE = 0x5EC2E7, 2**28
def pieces():
    found = []
    while True:
        try:
            found.append(torch.empty(PIECE // 4, dtype=torch.int32, device="cuda"))
        except torch.cuda.OutOfMemoryError:
            return found
def fill():
    for piece in pieces():
        piece.fill_(MARK)
    torch.cuda.synchronize()
def search():
    return any(bool((piece == MARK).any()) for piece in pieces())
"""
_HOLD = "import torch; x = torch.zeros(2**30, dtype=torch.uint8, device='cuda'); print('held', flush=True); input()"
_OTHER_NODE = "/dev/nvidia63"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProbe:
    """One attack.

    Attributes:
        attempt: runs the attack and returns "done" if it succeeded.
        out: removes the layer for a block.
        is_backed: something else may stop the attack too, so it may fail even without the layer.
    """

    layer: str
    name: str
    attempt: Callable[[Card], str]
    out: Callable[[Card], AbstractContextManager[object]]
    is_backed: bool = False


def play(probe: CardProbe, card: Card, *, out: bool) -> str:
    """The attempt's outcome: "done", or what stopped it."""
    with probe.out(card) if out else contextlib.nullcontext():
        return probe.attempt(card)


def _in_cell(statement: str) -> Callable[[Card], str]:
    def attempt(card: Card) -> str:
        with hardware.lease(card):
            turnover.turn_over(card)
            with ColdCell(_LIMITS, card) as cell:
                cell.load(_ATTEMPT.format(statement=statement))
                return str(cell.call("f"))

    return attempt


def _search_after_fill(card: Card) -> str:
    """A tenant searches for data of the one before it."""
    with hardware.lease(card):
        for function in ("fill", "search"):
            turnover.turn_over(card)
            with ColdCell(_LIMITS, card) as cell:
                cell.load(TENANT)
                found = cell.call(function)
    return DONE if found else "no mark was found"


def _lend_twice(card: Card) -> str:
    with hardware.lease(card), contextlib.suppress(hardware.CardBusyError), hardware.lease(card):
        return DONE
    return "CardBusyError"


def _lend_while_held(card: Card) -> str:
    """Lend the card while a process outside any cell still holds some of its memory."""
    with _holder(), mock.patch.object(turnover, "_DRAIN_SECONDS", 2.0):
        try:
            turnover.turn_over(card, drain_s=2.0)
        except hardware.QuarantinedError as error:
            return error.reason[:100]
        finally:
            quarantine.release(card.uuid)
    return DONE


@contextmanager
def _holder() -> Iterator[None]:
    words = [sys.executable, "-c", _HOLD]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "held"
        try:
            yield
        finally:
            process.kill()


def _lend_quarantined(card: Card) -> str:
    quarantine.quarantine(card.uuid, "by the proof")
    try:
        with hardware.lease(card):
            return DONE
    except hardware.QuarantinedError:
        return "QuarantinedError"
    finally:
        quarantine.release(card.uuid)


def _other_node_bound(card: Card) -> AbstractContextManager[object]:
    return without(added=["--dev-bind", "/dev/nvidiactl", _OTHER_NODE])


def _no_scrub(card: Card) -> AbstractContextManager[object]:
    return mock.patch.object(turnover.turn_over, "__kwdefaults__", {"scrub": lambda card: 0, "drain_s": 20.0})


def _no_lock(card: Card) -> AbstractContextManager[object]:
    return mock.patch("runner.hardware.leases.fcntl.flock")


@contextmanager
def _no_checks(card: Card) -> Iterator[None]:
    with mock.patch.object(turnover, "_drain", return_value=()), mock.patch.object(turnover, "_TOLERANCE", 1.0):
        yield


def _no_quarantine(card: Card) -> AbstractContextManager[object]:
    return mock.patch.object(quarantine, "reason", return_value=None)


PROBES = (
    CardProbe(layer="nodes", name="open a node that is not the leased card's",
              attempt=_in_cell(f"os.open({_OTHER_NODE!r}, os.O_RDWR)"), out=_other_node_bound),
    CardProbe(layer="seccomp", name="make a file in memory",
              attempt=_in_cell("os.memfd_create('x')"), out=lambda _: without("seccomp")),
    CardProbe(layer="landlock", name="read the process's memory map",
              attempt=_in_cell("open('/proc/self/maps')"), out=lambda _: without("landlock")),
    CardProbe(layer="identity", name="become another user",
              attempt=_in_cell("os.setuid(4242)"), out=lambda _: without("identity", "seccomp")),
    CardProbe(layer="one tenant", name="lease a card that somebody has", attempt=_lend_twice, out=_no_lock),
    CardProbe(layer="turnover", name="find what the last tenant left in memory",
              attempt=_search_after_fill, out=_no_scrub, is_backed=True),
    CardProbe(layer="turnover", name="get a card that a process still uses", attempt=_lend_while_held, out=_no_checks),
    CardProbe(layer="quarantine", name="get a card that is out of service",
              attempt=_lend_quarantined, out=_no_quarantine),
)  # fmt: skip
