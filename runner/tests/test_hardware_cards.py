"""What the runner finds out about cards, on a stand-in for a host that has some."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

from runner import hardware
from runner.hardware import HardwareError, command, kernel_log, launcher, nvml, quarantine
from runner.hardware.nvml import Faults
from runner.protocol import Need
from runner.tests import stand_in
from runner.tests.cells import REPOSITORY
from runner.tests.stand_in import StandIn

pytestmark = stand_in.NEEDS_ROOT


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StandIn]:
    with stand_in.host(tmp_path, 2) as host:
        yield host


def test_a_card_names_its_own_nodes_and_no_other_cards(host: StandIn) -> None:
    first, second = hardware.detect()
    assert [path.name for path in first.nodes] == ["nvidia0", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools"]
    assert second.nodes[0].name == "nvidia1"


def test_its_description_names_model_driver_and_cuda(host: StandIn) -> None:
    assert hardware.detect()[0].description == "NVIDIA Stand-In, driver 580.65.06, CUDA 13.0"


def test_a_host_without_a_driver_has_no_card(host: StandIn) -> None:
    host.is_gone = True
    assert hardware.detect() == ()
    assert Need.CUDA not in hardware.capabilities()


def test_a_host_that_can_not_launch_kernels_on_its_card_offers_no_triton(host: StandIn, tmp_path: Path) -> None:
    for available, needs in ((tmp_path, {Need.CUDA, Need.TRITON}), (HardwareError("no compiler"), {Need.CUDA})):
        with mock.patch.object(launcher, "_find_or_build", return_value=available):
            assert set(hardware.capabilities()) == needs


def test_a_card_in_mig_mode_is_not_lent_and_the_reason_names_it(host: StandIn) -> None:
    host.facts = [stand_in.facts(0, is_split=True)]
    with pytest.raises(hardware.HardwareError, match="MIG"):
        hardware.require_cards()


def test_a_card_without_its_node_is_not_lent(host: StandIn, tmp_path: Path) -> None:
    (tmp_path / "dev" / "nvidia0").unlink()
    assert [card.index for card in hardware.detect()] == [1]
    (tmp_path / "dev" / "nvidiactl").unlink()
    with pytest.raises(hardware.HardwareError, match="nvidiactl"):
        hardware.require_cards()


def test_memory_errors_are_reported(host: StandIn) -> None:
    card = hardware.detect()[0]
    assert hardware.health(card) == ()
    host.errors[card.uuid] = Faults(uncorrected_errors=2, is_retirement_pending=True, has_remap_failed=True)
    assert len(hardware.health(card)) == 3


def test_an_error_of_the_hardware_is_found_in_the_kernels_log(host: StandIn, tmp_path: Path) -> None:
    card, other = hardware.detect()
    stand_in.log_error(tmp_path, 7, card.pci, 79)
    assert hardware.health(card) == ("Xid 79",)
    assert hardware.health(other) == ()
    assert hardware.health(card, since=7) == ()


def test_an_error_that_any_program_can_cause_is_none_of_the_hardware(host: StandIn, tmp_path: Path) -> None:
    card = hardware.detect()[0]
    stand_in.log_error(tmp_path, 7, card.pci, 31)
    assert hardware.health(card) == ()


def test_the_real_kernel_log_can_be_read_or_is_left_out() -> None:
    assert kernel_log.newest() is None or kernel_log.hardware_errors("0000:ff:00.0") == ()


def test_a_card_out_of_service_is_no_capability_until_somebody_releases_it(
    host: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    host.facts = host.facts[:1]
    uuid = hardware.detect()[0].uuid
    quarantine.quarantine(uuid, "Xid 79")
    quarantine.quarantine(uuid, "a later reason")
    assert Need.CUDA not in hardware.capabilities()
    assert command.main([]) == 1
    assert "Xid 79" in capsys.readouterr().out
    assert command.main(["release", uuid]) == 0
    assert Need.CUDA in hardware.capabilities()
    assert command.main(["release", uuid]) == 1


def test_no_variable_and_no_option_selects_the_stand_in() -> None:
    """The package reads no environment, and no module outside the tests knows the stand-in."""
    for path in (REPOSITORY / "runner").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "tests" not in path.relative_to(REPOSITORY).parts:
            assert "stand_in" not in text, path
        if path.parent.name == "hardware":
            assert "getenv" not in text, path
            assert "environ[" not in text, path
            assert "environ.get" not in text, path


@pytest.mark.skipif(os.path.exists("/dev/nvidiactl"), reason="this host has a card")
def test_whatever_the_environment_says_a_host_without_a_card_has_none() -> None:
    names = ("NVML", "FAKE", "STAND_IN", "DESCENT_HARDWARE", "DESCENT_GPU", "NVIDIA_VISIBLE_DEVICES", "DESCENT_NVML")
    environment = dict(os.environ) | dict.fromkeys(names, "1") | {"DEBUG": "1", "DESCENT_SANDBOX": "weak"}
    words = [sys.executable, "-m", "runner", "hardware"]
    run = subprocess.run(words, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stdout == ""


class _NotSupportedError(Exception):
    pass


def _not_supported(*_: object) -> None:
    raise _NotSupportedError


def _pynvml(**changes: object) -> SimpleNamespace:
    """What ``nvidia-ml-py`` offers, as its version 13 does."""
    answers = {
        "NVMLError": _NotSupportedError, "NVMLError_NotSupported": _NotSupportedError,
        "NVML_MEMORY_ERROR_TYPE_UNCORRECTED": 1, "NVML_VOLATILE_ECC": 0, "NVML_COMPUTEMODE_EXCLUSIVE_PROCESS": 3,
        "nvmlInit": lambda: None, "nvmlShutdown": lambda: None,
        "nvmlSystemGetDriverVersion": lambda: "580.65.06", "nvmlSystemGetCudaDriverVersion_v2": lambda: 13010,
        "nvmlDeviceGetCount": lambda: 1, "nvmlDeviceGetHandleByIndex": lambda index: index,
        "nvmlDeviceGetHandleByUUID": lambda uuid: 0, "nvmlDeviceGetUUID": lambda handle: "GPU-1",
        "nvmlDeviceGetName": lambda handle: "NVIDIA H100", "nvmlDeviceGetMinorNumber": lambda handle: 3,
        "nvmlDeviceGetPciInfo": lambda handle: SimpleNamespace(domain=0, bus=0x3B, device=0),
        "nvmlDeviceGetMemoryInfo": lambda handle: SimpleNamespace(total=80 * 2**30, used=5),
        "nvmlDeviceGetMigMode": lambda handle: [1, 0],
        "nvmlDeviceGetComputeRunningProcesses": lambda handle: [SimpleNamespace(pid=9), SimpleNamespace(pid=4)],
        "nvmlDeviceGetGraphicsRunningProcesses": _not_supported, "nvmlDeviceGetTotalEccErrors": lambda *_: 1,
        "nvmlDeviceGetRetiredPagesPendingStatus": _not_supported, "nvmlDeviceGetRemappedRows": lambda _: (1, 0, 1, 0),
        "nvmlDeviceSetComputeMode": _not_supported,
    }  # fmt: skip
    return SimpleNamespace(**answers | changes)


def test_the_real_librarys_answers_are_read() -> None:
    with mock.patch.dict(sys.modules, {"pynvml": _pynvml()}), nvml.open_library() as library:
        (facts,) = library.cards()
        assert (facts.uuid, facts.minor, facts.pci, facts.is_split) == ("GPU-1", 3, "0000:3b:00.0", True)
        assert library.cuda() == "13.1"
        assert library.processes("GPU-1") == (4, 9)
        assert library.faults("GPU-1") == Faults(uncorrected_errors=1, is_retirement_pending=True)
        assert not library.make_exclusive("GPU-1")


def test_a_library_that_finds_no_driver_says_what_to_install() -> None:
    library = _pynvml(nvmlInit=_not_supported)
    with (
        mock.patch.dict(sys.modules, {"pynvml": library}),
        pytest.raises(hardware.HardwareError) as caught,
        nvml.open_library(),
    ):
        pass
    assert "requirements/gpu.txt" in caught.value.fix


def test_a_host_without_the_library_says_what_to_install() -> None:
    with (
        mock.patch.dict(sys.modules, {"pynvml": None}),
        pytest.raises(hardware.HardwareError, match="nvidia-ml-py") as caught,
        nvml.open_library(),
    ):
        pass
    assert "requirements/gpu.txt" in caught.value.fix
