"""Between two tenants a card is emptied, overwritten and checked, in this order; if that fails it is taken away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from runner import hardware
from runner.hardware import Card, quarantine, scrubber, turnover
from runner.hardware.nvml import Faults
from runner.hardware.scrubber import CudaError
from runner.tests import stand_in
from runner.tests.stand_in import GIB, StandIn

pytestmark = stand_in.NEEDS_ROOT
_MIB = 2**20


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StandIn]:
    with stand_in.host(tmp_path) as host, mock.patch.object(turnover, "_DRAIN_SECONDS", 0.0):
        yield host


@pytest.fixture
def card(host: StandIn) -> Card:
    return hardware.detect()[0]


def _turn_over(card: Card, host: StandIn) -> turnover.Turnover:
    def scrub(card: Card) -> int:
        host.events.append("scrub")
        return 15 * GIB

    return turnover.turn_over(card, scrub=scrub, drain_s=0.0)


def _refused(card: Card, host: StandIn, why: str) -> None:
    with pytest.raises(hardware.QuarantinedError, match=why):
        _turn_over(card, host)
    assert why in (quarantine.reason(card.uuid) or "")


def test_it_waits_for_the_last_tenant_and_overwrites_before_the_next(card: Card, host: StandIn) -> None:
    host.events.clear()
    assert _turn_over(card, host).overwritten == 15 * GIB
    order = [event for index, event in enumerate(host.events) if index == 0 or host.events[index - 1] != event]
    scrub_at = order.index("scrub")
    assert order[0] == "processes"
    assert {"processes", "memory", "faults"} <= set(order[:scrub_at])
    assert order[scrub_at + 1 : scrub_at + 4] == ["processes", "memory", "faults"]


def test_a_process_that_stays_on_the_card_takes_it_out_of_service(card: Card, host: StandIn) -> None:
    host.running[card.uuid] = [(4711,)]
    _refused(card, host, "4711")
    assert "scrub" not in host.events


def test_memory_that_does_not_come_back_takes_it_out_of_service(card: Card, host: StandIn) -> None:
    _turn_over(card, host)
    host.used[card.uuid] = [400 * _MIB + card.memory_mib * _MIB // 100 + 1]
    _refused(card, host, "did not come back")


def test_memory_within_one_percent_of_the_baseline_is_accepted(card: Card, host: StandIn) -> None:
    _turn_over(card, host)
    host.used[card.uuid] = [400 * _MIB + card.memory_mib * _MIB // 100]
    _turn_over(card, host)


def test_memory_that_the_scrubber_itself_leaves_is_seen(card: Card, host: StandIn) -> None:
    _turn_over(card, host)
    host.used[card.uuid] = [400 * _MIB, 400 * _MIB, 2 * GIB]
    _refused(card, host, "did not come back")


def test_an_uncorrected_memory_error_takes_it_out_of_service(card: Card, host: StandIn) -> None:
    host.errors[card.uuid] = Faults(uncorrected_errors=1)
    _refused(card, host, "ECC")


def test_an_error_in_the_kernels_log_takes_it_out_of_service(card: Card, host: StandIn, tmp_path: Path) -> None:
    _turn_over(card, host)
    stand_in.log_error(tmp_path, 9, card.pci, 48)
    _refused(card, host, "Xid 48")


def test_once_released_it_is_not_taken_away_again_for_the_same_error(card: Card, host: StandIn, tmp_path: Path) -> None:
    _turn_over(card, host)
    stand_in.log_error(tmp_path, 9, card.pci, 48)
    _refused(card, host, "Xid 48")
    quarantine.release(card.uuid)
    _turn_over(card, host)


def test_it_stays_out_of_service_until_released(card: Card, host: StandIn) -> None:
    quarantine.quarantine(card.uuid, "Xid 79")
    _refused(card, host, "Xid 79")
    assert "scrub" not in host.events


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("raise SystemExit('CUDA error 719')", "719"),
        ('print(\'{"free": 100, "overwritten": 98}\')', "only 98 of 100"),
        ("print('done')", "no answer"),
        ("import time; time.sleep(600)", "did not end"),
    ],
    ids=["fails", "leaves memory", "says nothing", "hangs"],
)
def test_a_scrubber_that_does_not_do_its_work_takes_it_out_of_service(
    card: Card, host: StandIn, program: str, why: str
) -> None:
    def scrub(card: Card) -> int:
        with mock.patch("runner.hardware.scrub._SECONDS", 1.0 if "sleep" in program else 60.0):
            return hardware.scrub(card, (sys.executable, "-c", program))

    with pytest.raises(hardware.QuarantinedError, match=why):
        turnover.turn_over(card, scrub=scrub, drain_s=0.0)


def test_the_scrubber_runs_apart_from_this_process_and_gives_the_bytes(card: Card) -> None:
    program = 'import os, sys; print(\'{"free": %d, "overwritten": %d}\' % (os.getppid(), os.getppid()))'
    assert hardware.scrub(card, (sys.executable, "-c", program)) > 1


class _Memory:
    """A card's memory as the scrubber sees it: each allocation takes a part and keeps what it was filled with."""

    def __init__(self, free: int, broken: str = "") -> None:
        self.free, self.broken, self.filled = free, broken, dict[int, int]()

    def free_bytes(self) -> int:
        return self.free

    def allocate(self, size: int) -> int:
        if self.broken == "allocate":
            raise CudaError("cuMemAlloc_v2", 700)
        if size > self.free:
            raise CudaError("cuMemAlloc_v2", 2)
        self.free -= size
        return self.free

    def fill(self, address: int, size: int, value: int) -> None:
        self.filled[address] = 0 if self.broken == "fill" else value

    def wait(self) -> None:
        pass

    def last_byte(self, address: int, size: int) -> int:
        return self.filled[address]


def test_it_overwrites_all_memory_but_a_remainder_smaller_than_a_piece() -> None:
    free = 80 * GIB - 12_345
    result = scrubber.overwrite(_Memory(free))
    assert result["free"] == free
    assert free - result["overwritten"] < 2**16


@pytest.mark.parametrize("broken", ["allocate", "fill"])
def test_a_card_that_refuses_or_forgets_is_noticed(broken: str) -> None:
    with pytest.raises(CudaError):
        scrubber.overwrite(_Memory(GIB, broken))
