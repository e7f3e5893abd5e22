"""Messages between web and runner survive JSON, and a peer of another version can read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runner.protocol import CPU_NAME, Device, LayerReport, Need, Report, Spec, Verdict, WorkerReport, read_spec
from runner.tests.toy import write_exercise

CARD = "NVIDIA H100, driver 580.65, CUDA 13.0"


def spec_with(tmp_path: Path, head: str) -> Spec:
    folder = write_exercise(tmp_path).folder
    path = folder / "exercise.md"
    front, statement = path.read_text(encoding="utf-8").removeprefix("+++\n").split("+++\n", 1)
    front = front.replace("limits = { wall_s = 2.0 }\n", "")
    path.write_text(f"+++\n{head}\n{front}+++\n{statement}", encoding="utf-8")
    return read_spec(folder)


def test_an_exercise_has_no_needs_unless_it_lists_them(tmp_path: Path) -> None:
    spec = spec_with(tmp_path, "")
    assert (spec.device, spec.needs, spec.limits.gpu_memory_mib) == (Device.CPU, (), 0)


def test_an_exercise_for_a_gpu_needs_cuda_without_listing_it(tmp_path: Path) -> None:
    spec = spec_with(tmp_path, 'device = "gpu"\nneeds = ["triton"]')
    assert spec.needs == (Need.CUDA, Need.TRITON)


def test_an_exercise_for_any_device_needs_no_card(tmp_path: Path) -> None:
    assert spec_with(tmp_path, 'device = "any"\nneeds = ["triton"]').needs == (Need.TRITON,)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ('needs = ["tpu"]', "'tpu' is not a valid Need"),
        ('needs = ["cuda"]', "takes device"),
        ('device = "any"\nneeds = ["cuda"]', "takes device"),
        ("limits.gpu_memory_mib = 4096", "takes device"),
    ],
)
def test_needs_that_contradict_the_device_are_refused(tmp_path: Path, head: str, reason: str) -> None:
    with pytest.raises(ValueError, match=rf"exercise\.md: .*{reason}"):
        spec_with(tmp_path, head)


def test_a_report_keeps_its_device_and_the_seconds_of_its_card() -> None:
    report = Report(submission="s", attempt="a", verdict=Verdict.PASSED, device=CARD, gpu_s=1.25)
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_report_without_a_device_ran_on_the_cpu() -> None:
    report = Report.from_json({"submission": "s", "attempt": "a", "verdict": "passed"})
    assert (report.device, report.gpu_s) == (CPU_NAME, 0.0)


def test_a_heartbeat_keeps_its_hosts_capabilities() -> None:
    report = WorkerReport(
        name="gpu@hill",
        start="first",
        queues=("gpu",),
        device=CARD,
        processes=1,
        versions={},
        layers=(LayerReport(name="card", ok=True),),
        capabilities=(Need.CUDA, Need.TRITON),
        gpu_memory_mib=81_559,
    )
    assert WorkerReport.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_heartbeat_from_before_capabilities_announces_none() -> None:
    data = {"name": "cpu@hill", "start": "first", "queues": ["cpu"], "device": "cpu", "processes": 2, "versions": {}}
    report = WorkerReport.from_json(data | {"layers": []})
    assert (report.capabilities, report.gpu_memory_mib) == ((), 0)
