"""The doctor uses each layer of a card, and refuses a host where one does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from unittest import mock

import pytest

from runner import hardware
from runner.hardware import Card, quarantine, turnover
from runner.hardware.errors import HardwareError
from runner.sandbox import card_doctor
from runner.sandbox.errors import SandboxUnavailable
from runner.sandbox.layers import HostExamination
from runner.tests import card_cells, stand_in
from runner.tests.sabotage.layers import without
from runner.tests.stand_in import GIB, StandIn

pytestmark = [pytest.mark.sandbox, stand_in.NEEDS_ROOT]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StandIn]:
    """A stand-in's card that computes: the probe computes on the CPU in its place."""
    probe = card_doctor._PROBE.read_text(encoding="utf-8")
    probe = probe.replace('device="cuda"', 'device="cpu"').replace("torch.cuda.device_count()", "1")
    (tmp_path / "probe.py").write_text(probe, encoding="utf-8")
    card_doctor._proof.cache_clear()
    with (
        card_cells.cards(tmp_path, 1) as host,
        mock.patch.object(card_doctor, "_PROBE", tmp_path / "probe.py"),
        _scrubbed_by(lambda card: 15 * GIB),
    ):
        yield host
    card_doctor._proof.cache_clear()


def _scrubbed_by(scrub: Callable[[Card], int]) -> AbstractContextManager[object]:
    return mock.patch.object(card_doctor, "turn_over", lambda card: turnover.turn_over(card, scrub=scrub, drain_s=0.0))


def _failure(examination: HostExamination) -> str:
    failure = examination.first_failure
    assert failure is not None
    assert failure.fix
    return f"{failure.name}: {failure.evidence}"


def test_a_card_that_does_all_it_should_is_fit(host: StandIn) -> None:
    examination = card_doctor.examine()
    assert examination.is_fit, examination.first_failure
    names = {layer.name for layer in examination.layers}
    assert {"card", "lease", "memory before a tenant", "CUDA in a cell", "memory after a tenant"} <= names
    card_doctor.require_fit()


def test_a_card_that_lists_but_does_not_compute_is_refused(host: StandIn) -> None:
    with mock.patch.object(card_doctor, "_PROBE", Path(card_doctor.__file__).with_name("card_probe.py")):
        assert "CUDA" in _failure(card_doctor.examine())
        with pytest.raises(SandboxUnavailable):
            card_doctor.require_fit()


def test_a_host_without_a_driver_is_refused_in_one_sentence(host: StandIn) -> None:
    host.is_gone = True
    assert "driver does not answer" in _failure(card_doctor.examine())


def test_a_card_that_somebody_else_has_is_refused(host: StandIn) -> None:
    with hardware.lease(hardware.detect()[0]):
        assert "another runner" in _failure(card_doctor.examine())


def test_a_quarantined_card_is_shown_with_its_reason_and_refused(host: StandIn) -> None:
    quarantine.quarantine(hardware.detect()[0].uuid, "Xid 79")
    examination = card_doctor.examine()
    assert "Xid 79" in examination.layers[0].evidence
    assert "Xid 79" in _failure(examination)


def test_a_card_whose_memory_can_not_be_overwritten_is_refused(host: StandIn) -> None:
    def fail(card: Card) -> int:
        raise HardwareError("CUDA error 719")

    with _scrubbed_by(fail):
        assert "719" in _failure(card_doctor.examine())


def test_memory_that_a_tenant_leaves_is_seen(host: StandIn) -> None:
    card = hardware.detect()[0]
    host.used[card.uuid] = [400 * 2**20] * 6 + [2 * GIB]
    with mock.patch.object(turnover, "_DRAIN_SECONDS", 0.0):
        assert "did not come back" in _failure(card_doctor.examine())


@pytest.mark.parametrize("layer", ["seccomp", "landlock", "identity", "the leased card's nodes"])
def test_a_cell_on_a_card_that_lacks_this_layer_is_found_out(host: StandIn, tmp_path: Path, layer: str) -> None:
    added = []
    if layer == "the leased card's nodes":
        added = ["--dev-bind", str(tmp_path / "dev" / "nvidiactl"), "/dev/nvidia1"]
    with without(layer, blind=False, added=added):
        assert _failure(card_doctor.examine())
