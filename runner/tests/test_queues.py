"""A worker takes jobs in turn from the queues whose needs its host meets, and regrades last."""

from __future__ import annotations

from pathlib import Path

from runner.broker import RegradesLast
from runner.protocol import Need, Spec, served_queues
from runner.tests.test_protocol import spec_with

BASES = ("cpu", "cpu-regrade")
GPU_BASES = ("gpu", "gpu-regrade")


def specs(tmp_path: Path) -> list[Spec]:
    heads = (
        "",
        'needs = ["triton"]',
        'device = "any"\nlimits.gpu_memory_mib = 8192',
        'device = "gpu"\nneeds = ["triton"]',
    )
    return [spec_with(tmp_path / str(number), head) for number, head in enumerate(heads)]


def served(tmp_path: Path, bases: tuple[str, ...], *needs: Need, memory: int = 0) -> tuple[str, ...]:
    return served_queues(bases, specs(tmp_path), capabilities=needs, gpu_memory_mib=memory)


def test_a_host_without_triton_does_not_listen_to_its_queue(tmp_path: Path) -> None:
    assert served(tmp_path, BASES) == ("cpu", "cpu-regrade")


def test_a_host_with_triton_listens_to_its_queue_by_default(tmp_path: Path) -> None:
    assert served(tmp_path, BASES, Need.TRITON) == ("cpu", "cpu+triton", "cpu-regrade", "cpu-regrade+triton")


def test_a_host_with_packages_listens_to_their_queue_and_no_other_host_does(tmp_path: Path) -> None:
    queues = served_queues(BASES, specs(tmp_path), capabilities=(), gpu_memory_mib=0, package_sets=["1a2b"])
    assert queues == ("cpu", "cpu+packages-1a2b", "cpu-regrade", "cpu-regrade+packages-1a2b")
    lent = served_queues(("cpu",), specs(tmp_path), capabilities=(), gpu_memory_mib=0, package_sets=["1a2b"])
    assert lent == ("cpu", "cpu+packages-1a2b")


def test_a_host_without_a_card_serves_no_gpu_queue_even_if_started_for_one(tmp_path: Path) -> None:
    assert served(tmp_path, GPU_BASES, Need.TRITON) == ()


def test_a_card_that_is_too_small_gets_no_job_that_needs_more_memory(tmp_path: Path) -> None:
    assert served(tmp_path, ("gpu",), Need.CUDA, memory=4096) == ("gpu",)
    assert served(tmp_path, ("gpu",), Need.CUDA, memory=8192) == ("gpu", "gpu+8192m")
    assert "gpu+triton" in served(tmp_path, ("gpu",), Need.CUDA, Need.TRITON, memory=8192)


def test_every_live_queue_is_served_in_turn_and_regrades_while_all_are_empty() -> None:
    cycle = RegradesLast()
    cycle.update(["cpu-regrade", "cpu", "cpu+triton", "cpu-regrade+triton"])
    assert cycle.consume(4) == ["cpu", "cpu+triton", "cpu-regrade", "cpu-regrade+triton"]
    cycle.rotate("cpu")
    assert cycle.consume(4) == ["cpu+triton", "cpu", "cpu-regrade", "cpu-regrade+triton"]
    cycle.rotate("cpu+triton")
    assert cycle.consume(4)[:2] == ["cpu", "cpu+triton"]
