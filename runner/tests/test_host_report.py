"""What a worker says of its host in heartbeats, on a stand-in for a host with cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from runner.host_report import missing_card, queues_of_host, worker_report
from runner.protocol import CPU_NAME, Need, WorkerReport
from runner.sandbox.layers import Layer
from runner.tests import stand_in
from runner.tests.stand_in import StandIn
from runner.tests.test_protocol import spec_with

pytestmark = stand_in.NEEDS_ROOT
GPU_QUEUES = ("gpu", "gpu-regrade")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StandIn]:
    with stand_in.host(tmp_path) as host:
        yield host


def heartbeat(*queues: str) -> WorkerReport:
    return worker_report(
        name="gpu@hill", queues=queues, processes=1, layers=[Layer(name="namespaces", ok=True, evidence="own mnt")]
    )


def test_a_gpu_worker_announces_its_card_and_what_it_can_do(host: StandIn) -> None:
    report = heartbeat(*GPU_QUEUES)
    assert report.device == "NVIDIA Stand-In, driver 580.65.06, CUDA 13.0"
    assert Need.CUDA in report.capabilities
    assert (report.gpu_memory_mib, report.fit) == (16 * 1024, True)


def test_two_cards_are_counted_and_the_smaller_one_decides(tmp_path: Path) -> None:
    with stand_in.host(tmp_path, 2) as host:
        host.facts[1] = replace(host.facts[1], memory=4 * stand_in.GIB)
        report = heartbeat(*GPU_QUEUES)
    assert report.device.startswith("2 × NVIDIA Stand-In")
    assert report.gpu_memory_mib == 4 * 1024


def test_a_cpu_worker_on_the_same_host_announces_no_card(host: StandIn) -> None:
    report = heartbeat("cpu", "cpu-regrade")
    assert (report.device, report.gpu_memory_mib) == (CPU_NAME, 0)
    assert Need.CUDA not in report.capabilities


def test_a_gpu_worker_whose_card_is_gone_is_unfit_and_says_what_to_do(host: StandIn) -> None:
    host.is_gone = True
    report = heartbeat(*GPU_QUEUES)
    assert not report.fit
    assert "runner doctor" in report.layers[-1].fix
    assert missing_card(GPU_QUEUES) is not None
    assert missing_card(("cpu",)) is None


def test_a_host_with_a_card_serves_what_fits_its_memory(
    host: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "catalog").mkdir()
    for mib in (8192, 24_000):
        spec_with(tmp_path / "drafts", f'device = "gpu"\nlimits.gpu_memory_mib = {mib}')
        (tmp_path / "drafts" / "toys").rename(tmp_path / "catalog" / f"toys-{mib}")
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path / "catalog"))
    assert queues_of_host(GPU_QUEUES) == ("gpu", "gpu+8192m", "gpu-regrade", "gpu-regrade+8192m")
    assert queues_of_host(("cpu",)) == ("cpu",)
