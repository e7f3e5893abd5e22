"""Check that this host's card is fit for strangers' code, by leasing it, overwriting it, and computing on it in a cell.

A card that NVIDIA's tools list may still not start CUDA in a cell, so nothing here asks them whether it would.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from runner.hardware import Card, CardBusyError, HardwareError, QuarantinedError, detect, lease, quarantine
from runner.hardware.turnover import Turnover, turn_over

from . import doctor, triton_support
from . import expectations as expect
from .card_cells import card_of, lease_free_card
from .cell import Cell
from .cold_cell import ColdCell
from .errors import CellError, HostStalledError, LearnerError, SandboxUnavailable
from .layers import HostExamination, Layer, StallRetries, failed, held, too_busy
from .supervisor import CARD_SOCKET
from .warm_cell import WarmCell

_PROBE = Path(__file__).with_name("card_probe.py")
_LIMITS = replace(doctor.LIMITS, memory_mib=512)  # torch loads its kernels into memory at their first use
_MIB = 2**20
_WAIT_SECONDS = 60.0  # for the daemon to have a cell ready
_FIX_CELL = "run make gpu-proof, which says what CUDA lacks in a cell (docs/runner-hosts.md, GPU hosts)"
_FIX_LEASE = "the folder for leases lies on a file system without locks; report this as a bug"


def examine() -> HostExamination:
    """Lease a free card, make it ready for a tenant, try every layer of a cold cell on it, and make it ready again."""
    layers: list[Layer] = []
    retries = StallRetries()
    with ExitStack() as leases:
        try:
            layers += out_of_service()
            card, _ = lease_free_card(leases)
            layers += [held("card", card.description), _lease(card), _turnover(turn_over(card))]
            layers += retries.run(lambda: _inspect_new(lambda: ColdCell(_LIMITS, card), card))
            layers.append(retries.run(lambda: triton_support.examine_on(card)))
            layers.append(_turnover(turn_over(card), "after a tenant"))
        except (CardBusyError, QuarantinedError, HardwareError) as error:
            layers.append(failed("card", error.reason, error.fix))
        except SandboxUnavailable as error:
            layers.append(failed("cell on a card", error.reason, error.fix))
        except HostStalledError as error:
            layers.append(too_busy(error))
        except (CellError, LearnerError) as error:
            layers.append(failed("cell on a card", str(error), _FIX_CELL))
    return HostExamination((*layers, *retries.layers()))


def examine_warm(socket: str, card: Card) -> HostExamination:
    """Try every layer of the cell that the daemon at ``socket`` has ready on the card."""
    retries = StallRetries()
    try:
        layers = retries.run(lambda: _inspect_new(lambda: WarmCell(_LIMITS, socket, _WAIT_SECONDS), card))
    except HostStalledError as error:
        return HostExamination((too_busy(error),))
    except (CellError, LearnerError) as error:
        layers = [failed("cell", str(error), _FIX_CELL)]
    return HostExamination((*doctor.of_warm_cells(layers), *retries.layers()))


def _inspect_new(make: Callable[[], Cell], card: Card) -> list[Layer]:
    with make() as cell:
        return list(inspect(cell, card))


def out_of_service() -> Iterator[Layer]:
    """A line for each card that is out of service, with the reason. A host with another card can do without it."""
    for card in detect():
        if (reason := quarantine.reason(card.uuid)) is not None:
            fix = f"repair or reset it, then python -m runner hardware release {card.uuid}"
            yield held(f"card {card.uuid}", f"out of service: {reason}", fix)


def inspect(cell: Cell, card: Card) -> Iterator[Layer]:
    """Try every layer of a new cell on the card: those of all cells, with the differences, and the card itself."""
    names = " ".join(sorted(["null", "random", "urandom", *(node.name for node in card.nodes)]))
    yield from doctor.inspect(cell, expect.on_card(names), more_source=_PROBE.read_text(encoding="utf-8"))
    results: dict[str, str] = cell.call("try_card", (f"/dev/{card.nodes[0].name}",))
    yield doctor.compare("CUDA in a cell", _FIX_CELL, expect.CARD, results)


def _lease(card: Card) -> Layer:
    """Lease the card once more, as another runner would. That must fail."""
    try:
        with lease(card):
            return failed("lease", "two tenants could have the card at once", _FIX_LEASE)
    except CardBusyError:
        return held("lease", "the card is this runner's; another that asks is refused")


def _turnover(turnover: Turnover, name: str = "before a tenant") -> Layer:
    more_mib = (turnover.used_after - turnover.baseline) / _MIB
    evidence = (
        f"{turnover.overwritten // _MIB} MiB overwritten in {turnover.seconds:.1f} s; in use: {more_mib:+.0f} MiB "
        f"beside the baseline of {turnover.baseline // _MIB} MiB; no error"
    )
    return held(f"memory {name}", evidence)


def require_fit() -> None:
    """Examine the card, or the cell that a daemon has ready on it, once per process.

    Raises:
        SandboxUnavailable: a layer is missing. No code may run on a card here until it is repaired.
    """
    socket = os.environ.get(CARD_SOCKET, "")
    failure = _proof(socket).first_failure
    if failure is not None:
        _proof.cache_clear()  # a card that was busy, or is released, may be used later
        raise SandboxUnavailable(f"{failure.name}: {failure.evidence}", failure.fix)


@functools.cache
def _proof(socket: str) -> HostExamination:
    return examine_warm(socket, card_of(socket)) if socket else examine()
