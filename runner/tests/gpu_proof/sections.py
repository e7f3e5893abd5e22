"""The sections of the proof. Each returns its findings, and under ``holds`` whether the promise holds."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from typing import Any

from runner import hardware
from runner.attack import command
from runner.attack.harness import COLD, WARM, open_harness
from runner.attack.threat import all_threats
from runner.audit.own_code import right_code
from runner.catalog import CatalogExercise, all_exercises
from runner.hardware import launcher, nvml, state, turnover
from runner.judge.grading import grade
from runner.protocol import Device, Job, Limits, Need, Verdict
from runner.sandbox import card_doctor, triton_support
from runner.sandbox import doctor as cpu_doctor
from runner.sandbox.card_cells import ColdCardCell
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.supervisor import CARD_SOCKET, Supervisor
from runner.sandbox.warm_cell import WarmCell
from runner.tests.sabotage.layers import without as layers_without
from tests.patience import comes_true

from .probes import DONE, PROBES, TENANT, play

_TENANTS = 200
_VERDICTS = {COLD: 5, WARM: 30}
_MAX_WARM_MS, _MIN_RATIO, _TOLERANCE = 1000.0, 10.0, 0.01
# They load what no tensor owns and use nothing of it, or rely on what a masked load leaves undefined. A card shows
# neither: the first leaves no trace, and what is undefined is often 0.
UNSEEN_ON_A_CARD = {
    "dropout-kernel": ("no_load_mask",),
    "flash-attention-kernel": ("undefined_values",),
    "layer-norm-kernel": ("bias_without_mask",),
    "matmul-kernel": ("no_other",),
    "rms-norm-kernel": ("weight_without_mask",),
    "vector-add-kernel": ("no_load_mask", "no_mask_at_y"),
}
_SUSPECTS = ("seccomp", "landlock", "identity", "memory", "open files", "processes")
_MIB = 2**20


def doctor(card: hardware.Card) -> dict[str, Any]:
    """Every layer of a CPU cell and of a card's cell. If CUDA fails there, also the layers without which it starts."""
    examination = cpu_doctor.examine(thorough=False)
    on_card = card_doctor.examine()
    layers = [asdict(layer) for layer in (*examination.layers, *on_card.layers)]
    holds = examination.is_fit and on_card.is_fit
    suspects = [] if on_card.is_fit else [layer for layer in _SUSPECTS if _cuda_starts(without=layer)]
    return {"holds": holds, "layers": layers, "cuda_starts_without": suspects}


def _cuda_starts(without: str) -> bool:
    """Whether a cell without this layer computes on the card."""
    with layers_without(without):
        try:
            with ColdCardCell(Limits(wall_s=60, cpu_s=60)) as cell:
                cell.load("import torch\ndef f(): return torch.ones(2, device='cuda').sum().item()")
                return bool(cell.call("f") == 2.0)
        except (CellError, LearnerError):
            return False


def attacks(card: hardware.Card) -> dict[str, Any]:
    """Group G, in cold cells and in warm ones. The harness checks the card through the next honest submission."""
    threats = [threat for threat in all_threats() if threat.group == "G"]
    rows = []
    for cells in (COLD, WARM):
        with open_harness(cells) as harness, _warm_cell(card) if cells == WARM else nullcontext():
            for threat in threats:
                result = command.run_threat(harness, threat)
                rows.append({"id": threat.id, "title": threat.title, "cells": cells, "outcome": str(result.outcome),
                             "troubles": result.problems})  # fmt: skip
    return {"holds": all(row["outcome"] == command.ThreatStatus.HELD for row in rows), "threats": rows}


def sabotage(card: hardware.Card) -> dict[str, Any]:
    """Remove each of a card's layers in turn: its attack must succeed then, and only then."""
    rows = []
    for probe in PROBES:
        outcomes = {}
        for out in (False, True):
            try:
                outcomes["out" if out else "in"] = play(probe, card, out=out)
            except (CellError, LearnerError, hardware.HardwareError) as error:
                outcomes["out" if out else "in"] = f"{type(error).__name__}: {error}"[:200]
        decides = outcomes["in"] != DONE and (outcomes["out"] == DONE or probe.is_backed)
        rows.append({"layer": probe.layer, "attack": probe.name, **outcomes, "decides": decides})
    return {"holds": all(row["decides"] for row in rows), "layers": rows}


def exercises(card: hardware.Card) -> dict[str, Any]:
    """Every exercise that can use a card, graded on it: right code passes, the starter and the mistakes don't."""
    rows = [_exercise(one) for one in _on_cards() if Need.TRITON not in one.spec.needs]
    return {"holds": bool(rows) and all(row["holds"] for row in rows), "exercises": rows}


def kernels(card: hardware.Card) -> dict[str, Any]:
    """The same for the exercises about kernels, which are compiled on the card. First the doctor's own kernel.

    A few mistakes may pass: only the interpreter sees them (docs/decisions/0013-kernels-without-a-gpu.md).
    """
    launcher.find()
    with hardware.lease(card):
        turnover.turn_over(card)
        layer = triton_support.examine_on(card)
    rows = [_exercise(one) for one in _on_cards() if Need.TRITON in one.spec.needs] if layer.ok else []
    holds = layer.ok and bool(rows) and all(row["holds"] for row in rows)
    return {"holds": holds, "layers": [asdict(layer)], "exercises": rows}


def _on_cards() -> list[CatalogExercise]:
    return [one for one in all_exercises() if one.spec.device is not Device.CPU]


def _exercise(exercise: CatalogExercise) -> dict[str, Any]:
    right = {file: path.read_text(encoding="utf-8") for file, path in right_code(exercise)}
    wrong = {"starter.py": exercise.starter} | {mistake.location: mistake.source for mistake in exercise.mistakes}
    verdicts = {name: str(_grade(exercise, source)) for name, source in (right | wrong).items()}
    passed = {name for name, verdict in verdicts.items() if verdict == Verdict.PASSED}
    unseen = passed & {exercise.mistake(name).location for name in UNSEEN_ON_A_CARD.get(exercise.slug, ())}
    is_clean = not any(verdict == Verdict.INTERNAL for verdict in verdicts.values())
    holds = passed - unseen == right.keys() and is_clean
    return {"slug": exercise.slug, "holds": holds, "verdicts": verdicts, "unseen": sorted(unseen)}


def _grade(exercise: CatalogExercise, source: str) -> Verdict:
    job = Job(submission="proof", attempt="proof", exercise=exercise.slug, digest=exercise.digest, source=source)
    return grade(job, worker="proof", exercise=exercise, device=Device.GPU).verdict


def speed(card: hardware.Card) -> dict[str, Any]:
    """Time the verdict on a right solution in a cold cell and in a warm one, which is ready before the clock starts."""
    candidates = [one for one in _on_cards() if Need.TRITON not in one.spec.needs]
    if not candidates:
        return {"holds": False, "error": "no exercise can use a card"}
    source = (candidates[0].folder / "solution.py").read_text(encoding="utf-8")
    cold_ms = [_timed(candidates[0], source) for _ in range(_VERDICTS[COLD])]
    with _warm_cell(card):
        warm_ms = []
        for _ in range(_VERDICTS[WARM]):
            count = turnover.count_of(card)
            warm_ms.append(_timed(candidates[0], source))
            _wait_for_turnover(card, count)
            _wait_for_ready(card)
        del warm_ms[0]  # its cell may not have been ready
    cold, warm = statistics.median(cold_ms), statistics.median(warm_ms)
    return {
        "holds": warm < _MAX_WARM_MS and cold / warm >= _MIN_RATIO, "exercise": candidates[0].slug,
        "cold_ms": round(cold), "warm_ms": round(warm, 1), "warm_p95_ms": round(sorted(warm_ms)[-2], 1),
        "ratio": round(cold / warm, 1),
    }  # fmt: skip


def _timed(exercise: CatalogExercise, source: str) -> float:
    start = time.perf_counter()
    verdict = _grade(exercise, source)
    if verdict is not Verdict.PASSED:
        raise RuntimeError(f"the solution of {exercise.slug} is {verdict} on the card")
    return (time.perf_counter() - start) * 1000


def tenants(card: hardware.Card) -> dict[str, Any]:
    """200 tenants, each in a warm cell, fill the card with a mark. None finds the mark of the one before."""
    more_mib, marks = [], 0
    with _warm_cell(card) as supervisor:
        for _ in range(_TENANTS):
            count = turnover.count_of(card)
            with WarmCell(Limits(wall_s=60, cpu_s=60), supervisor.socket, 60.0) as cell:
                cell.load(TENANT)
                marks += int(cell.call("search"))
                cell.call("fill")
            _wait_for_turnover(card, count)
            record = state.read(f"{card.uuid}.turnover") or {}
            more_mib.append(abs(record["used_after"] - record["baseline"]) / _MIB)
    limit_mib = _TOLERANCE * card.memory_mib
    return {
        "holds": marks == 0 and max(more_mib) <= limit_mib, "tenants": len(more_mib), "marks_found": marks,
        "max_mib_beside_baseline": round(max(more_mib), 1), "limit_mib": round(limit_mib, 1),
    }  # fmt: skip


def _wait_for_turnover(card: hardware.Card, count: int) -> None:
    if not comes_true(lambda: turnover.count_of(card) > count):
        raise RuntimeError("the card was not made ready for the next tenant")


def _wait_for_ready(card: hardware.Card) -> None:
    """Wait until a cell has started CUDA: there is a process on the card."""
    if not comes_true(lambda: _has_process(card)):
        raise RuntimeError("no cell got ready")
    time.sleep(1.0)  # for the rest of its preparation, which only the daemon can observe


def _has_process(card: hardware.Card) -> bool:
    with nvml.open_library() as library:
        return bool(library.processes(card.uuid))


@contextmanager
def _warm_cell(card: hardware.Card) -> Iterator[Supervisor]:
    """A daemon with a warm cell on the card. Everything that grades in the block uses it."""
    with hardware.lease(card) as lock, Supervisor(cells=1, card=card, lock=lock) as supervisor:
        if not supervisor.wait(120):
            raise RuntimeError("the daemon lends no cell on the card")
        os.environ[CARD_SOCKET] = supervisor.socket
        try:
            yield supervisor
        finally:
            del os.environ[CARD_SOCKET]
