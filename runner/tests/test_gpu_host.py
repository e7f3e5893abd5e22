"""A worker that serves GPU queues has a card that works, or doesn't start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import pytest

from runner import gpu_host, hardware
from runner.hardware import quarantine, turnover
from runner.sandbox import card_doctor, supervisor
from runner.sandbox.supervisor import CARD_SOCKET
from runner.tests import card_cells, stand_in
from runner.tests.stand_in import GIB, StandIn

pytestmark = [pytest.mark.sandbox, stand_in.NEEDS_ROOT]


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A stand-in's card that computes, with the scrubber and the program between tenants replaced."""
    probe = card_doctor._PROBE.read_text(encoding="utf-8")
    probe = probe.replace('device="cuda"', 'device="cpu"').replace("torch.cuda.device_count()", "1")
    (tmp_path / "probe.py").write_text(probe, encoding="utf-8")
    monkeypatch.delenv(CARD_SOCKET, raising=False)
    gpu_host.examination.cache_clear()
    with (
        card_cells.cards(tmp_path, 1) as host,
        mock.patch.object(card_doctor, "_PROBE", tmp_path / "probe.py"),
        mock.patch.object(supervisor, "turnover_command", return_value=("-c", "")),
        mock.patch.object(
            card_doctor, "turn_over", lambda card: turnover.turn_over(card, scrub=lambda _: 15 * GIB, drain_s=0.0)
        ),
    ):
        yield host
    gpu_host.examination.cache_clear()


@pytest.fixture
def at_end() -> Iterator[Callable[[Callable[[], None]], None]]:
    with ExitStack() as stack:

        def add(close: Callable[[], None]) -> None:
            stack.callback(close)

        yield add


def test_it_examines_the_card_and_keeps_it(host: StandIn, at_end: Callable[[Callable[[], None]], None]) -> None:
    examination, card = gpu_host.examination(1, at_end)
    assert examination.is_fit, examination.first_failure
    assert card is not None
    assert "exclusive" in host.events
    with pytest.raises(hardware.CardBusyError), hardware.lease(card):
        pass
    names = [layer.name for layer in examination.layers]
    assert "warm cell: CUDA in a cell" in names


def test_more_than_one_process_is_refused(host: StandIn, at_end: Callable[[Callable[[], None]], None]) -> None:
    examination, card = gpu_host.examination(2, at_end)
    assert card is None
    assert examination.first_failure is not None
    assert "-c 1" in examination.first_failure.fix


def test_a_host_without_a_working_card_is_refused(host: StandIn, at_end: Callable[[Callable[[], None]], None]) -> None:
    host.is_gone = True
    examination, card = gpu_host.examination(1, at_end)
    assert card is None
    assert not examination.is_fit


def test_a_card_that_is_quarantined_later_makes_the_worker_unfit(host: StandIn) -> None:
    card = hardware.detect()[0]
    assert gpu_host.out_of_service(card) is None
    quarantine.quarantine(card.uuid, "Xid 79")
    layer = gpu_host.out_of_service(card)
    assert layer is not None
    assert not layer.ok
    assert "Xid 79" in layer.evidence
