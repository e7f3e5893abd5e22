"""``python -m runner.hardware.turnover UUID``: what happens to a card between two tenants.

In this order: it is in service, nobody is on it, its memory is back to the baseline, it reports no error, its free
memory is overwritten, and memory and errors are as before. If a step fails, the card is taken out of service. The exit
status is 0 only if the next tenant may have it. sandboxd runs this before each cell on a card; the lock on the card is
its owner's business.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from . import kernel_log, nvml, quarantine, state
from .cards import Card, health, require_cards
from .errors import HardwareError, QuarantinedError
from .leases import require_in_service
from .nvml import Nvml
from .scrub import scrub

_DRAIN_SECONDS = 20.0
_POLL_SECONDS = 0.02
_TOLERANCE = 0.01  # of the card's whole memory
_MIB = 2**20

Scrub = Callable[[Card], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """One change of tenants, in bytes and seconds."""

    baseline: int
    used_before: int
    used_after: int
    overwritten: int
    seconds: float


def turn_over(card: Card, *, scrub: Scrub = scrub, drain_s: float = _DRAIN_SECONDS) -> Turnover:
    """Make the card ready for its next tenant.

    Raises:
        QuarantinedError: it was out of service, or is now.
        HardwareError: the driver doesn't answer.
    """
    require_in_service(card)
    start = time.monotonic()
    with nvml.open_library() as api:
        problems = _drain(card, api, drain_s)
        used_before = api.memory_used(card.uuid)
        baseline = _baseline(card, api)
        problems = problems or _memory_problems(card, api, baseline) or _new_problems(card)
        overwritten = 0
        if not problems:
            try:
                overwritten = scrub(card)
            except HardwareError as error:
                problems = (error.reason,)
        problems = problems or _drain(card, api, drain_s)
        problems = problems or _memory_problems(card, api, baseline) or _new_problems(card)
        used_after = api.memory_used(card.uuid)
    if problems:
        quarantine.quarantine(card.uuid, "; ".join(problems))
        require_in_service(card)
    return Turnover(
        baseline=baseline, used_before=used_before, used_after=used_after, overwritten=overwritten,
        seconds=time.monotonic() - start,
    )  # fmt: skip


def _drain(card: Card, api: Nvml, drain_s: float) -> tuple[str, ...]:
    """Wait until nobody is on the card. A kernel that runs on keeps its process there, dead or not."""
    deadline = time.monotonic() + drain_s
    while processes := api.processes(card.uuid):
        if time.monotonic() > deadline:
            return (f"processes did not leave it within {drain_s:g} s: {', '.join(map(str, processes))}",)
        time.sleep(_POLL_SECONDS)
    return ()


def _baseline(card: Card, api: Nvml) -> int:
    """Bytes that the driver itself uses of an empty card, measured once for each driver and start of the host."""
    name = f"{card.uuid}.baseline"
    key = {"driver": card.driver, "boot": Path("/proc/sys/kernel/random/boot_id").read_text().strip()}
    record = state.read(name)
    if record is None or {name: record.get(name) for name in key} != key:
        record = key | {"bytes": api.memory_used(card.uuid), "log": kernel_log.newest()}
        state.write(name, record)
    return int(record["bytes"])


def _memory_problems(card: Card, api: Nvml, baseline: int) -> tuple[str, ...]:
    """The driver gives memory back a moment after a process has left, so this waits as long as for the process."""
    deadline = time.monotonic() + _DRAIN_SECONDS
    while (more := api.memory_used(card.uuid) - baseline) > _TOLERANCE * card.memory_mib * _MIB:
        if time.monotonic() > deadline:
            return (f"{more // _MIB} MiB of its memory did not come back",)
        time.sleep(_POLL_SECONDS)
    return ()


def _new_problems(card: Card) -> tuple[str, ...]:
    record = state.read(f"{card.uuid}.baseline") or {}
    return health(card, since=record.get("log"))


def count_of(card: Card) -> int:
    """Return the number of turnovers of the card that this host has recorded."""
    return int((state.read(f"{card.uuid}.turnover") or {}).get("count", 0))


def main(argv: list[str]) -> int:
    try:
        card = next((card for card in require_cards() if card.uuid == argv[0]), None)
        if card is None:
            raise HardwareError(f"there is no card {argv[0]}")
        result = turn_over(card)
        state.write(f"{card.uuid}.turnover", asdict(result) | {"count": count_of(card) + 1})
    except QuarantinedError as error:
        sys.stderr.write(f"{error.reason}. {error.fix}\n")
        return 3
    except HardwareError as error:
        sys.stderr.write(f"{error.reason}. {error.fix}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
