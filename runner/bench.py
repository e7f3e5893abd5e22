"""``python -m runner bench [--json]``: how long a verdict takes, cold against warm, in one run on this host.

The job is the same on both sides: our solution of the attention exercise with ``import torch`` above it and every
check, from the job to the report, by a judge that already runs. Cold is what a judge like isolate does for each
submission: start bubblewrap and a fresh interpreter, import NumPy and torch, close every layer, grade, and kill. Warm
takes a warm cell from the daemon, with the same layers. ``cold_numpy_ms`` is cold without the line ``import torch``.
``zygote_ready_s`` is the time from ``kill -9`` of the process that makes the cells to the next warm cell.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from runner import catalog
from runner.catalog import CatalogExercise
from runner.judge.grading import grade
from runner.protocol import Job, Limits, Report
from runner.sandbox.supervisor import SOCKET, Supervisor
from runner.sandbox.warm_cell import WarmCell

_SLUG = "scaled-dot-product-attention"
_COLD, _COLD_NUMPY, _WARM = 9, 3, 150
_COLD_SECONDS, _WARM_SECONDS = 6.0, 5.0
_PAUSE_SECONDS = 0.05
_MAX_WAIT_SECONDS = 60.0
_PHASES = ("cell", "source", "calls", "judge", "total")


def main(argv: list[str]) -> int:
    """Measure and print. Returns 1 if a submission did not pass, because then nothing was measured."""
    parser = argparse.ArgumentParser(
        prog="python -m runner bench", description="Compare cold and warm cells in one run."
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(argv)
    try:
        figures = measure()
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(figures, indent=2) + "\n" if options.json else _as_text(figures))
    return 0


def measure() -> dict[str, Any]:
    """All figures of one run.

    Raises:
        RuntimeError: a submission did not pass, or no daemon starts here.
    """
    catalog.preload()  # as a worker does
    exercise = catalog.find(_SLUG)
    with_torch = f"import torch\n{exercise.solution}"
    judges = os.cpu_count() or 1
    with _cells_from(None):
        _grade_once(exercise, with_torch)  # what is made once per process is there
        cold, _ = _repeat(exercise, with_torch, _COLD)
        cold_numpy, _ = _repeat(exercise, exercise.solution, _COLD_NUMPY)
        cold_rate = _throughput(exercise, with_torch, judges, _COLD_SECONDS)
    with Supervisor() as supervisor, _cells_from(supervisor.socket):
        if not supervisor.wait():
            raise RuntimeError("no daemon starts here: python -m runner doctor says why")
        _grade_once(exercise, with_torch)
        warm, phases = _repeat(exercise, with_torch, _WARM, pause_s=_PAUSE_SECONDS)
        warm_rate = _throughput(exercise, with_torch, judges, _WARM_SECONDS)
        time.sleep(1)
        pss, private = _idle_cell(supervisor.socket)
        zygote_ready_s = _ready_again(supervisor)
    return {
        "exercise": exercise.slug, "digest": exercise.digest, "processors": judges,
        "cold_ms": cold, "cold_numpy_ms": cold_numpy, "warm_ms": warm, "warm_phases_ms": phases,
        "cold_per_second": cold_rate, "warm_per_second": warm_rate,
        "cell_pss_mib": pss, "cell_private_mib": private, "zygote_ready_s": zygote_ready_s,
        "cold_over_warm_p50": round(cold["p50"] / warm["p50"], 1),
        "cold_over_warm_p95": round(cold["p50"] / warm["p95"], 1),
        "warm_over_cold_per_second": round(warm_rate / cold_rate, 1),
    }  # fmt: skip


@contextmanager
def _cells_from(socket: str | None) -> Iterator[None]:
    before = os.environ.pop(SOCKET, None)
    if socket:
        os.environ[SOCKET] = socket
    try:
        yield
    finally:
        os.environ.pop(SOCKET, None)
        if before:
            os.environ[SOCKET] = before


def _grade_once(exercise: CatalogExercise, source: str, cells: ExitStack | None = None) -> Report:
    report = grade(
        Job(submission="bench", attempt="bench", exercise=exercise.slug, digest=exercise.digest, source=source),
        worker="bench",
        cells=cells,
    )
    if not report.has_passed:
        raise RuntimeError(f"our own solution ends as {report.verdict}: {report.message}")
    return report


def _repeat(
    exercise: CatalogExercise, source: str, times: int, pause_s: float = 0.0
) -> tuple[dict[str, float], dict[str, float]]:
    """The distribution over ``times`` submissions, one after another, and the median of each phase, in ms."""
    took, reports = [], []
    for _ in range(times):
        time.sleep(pause_s)  # in which the cell is replaced; without one, this is what _sustained measures
        with ExitStack() as cells:  # as a worker does: it sends the report, and then the cell is ended
            started_at = time.perf_counter()
            reports.append(_grade_once(exercise, source, cells))
            took.append((time.perf_counter() - started_at) * 1000)
    phases = {name: round(statistics.median(report.phases[name] for report in reports), 2) for name in _PHASES}
    return _percentiles(took), phases


def _percentiles(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 2), "p95": round(cuts[94], 2), "p99": round(cuts[98], 2)}


def _throughput(exercise: CatalogExercise, source: str, judges: int, seconds: float) -> float:
    """Verdicts per second by ``judges`` judges at once, counted to the end of each one's last."""
    context = multiprocessing.get_context("spawn")  # a fork of a process that has done linear algebra may hang
    with context.Pool(judges) as pool:
        work = [(exercise.slug, source, seconds)] * judges
        rates = pool.starmap_async(_work, work, chunksize=1).get(_MAX_WAIT_SECONDS)
    return round(sum(rates), 2)


def _work(slug: str, source: str, seconds: float) -> float:
    catalog.preload()
    exercise = catalog.find(slug)
    _grade_once(exercise, source)
    started_at, verdicts = time.perf_counter(), 0
    while time.perf_counter() - started_at < seconds:
        _grade_once(exercise, source)
        verdicts += 1
    return verdicts / (time.perf_counter() - started_at)


def _idle_cell(socket: str) -> tuple[float, float]:
    """PSS and private memory in MiB of a warm cell, its init included, as it waits for its judge."""
    with WarmCell(Limits(wall_s=1), socket) as cell:
        processes = [_smaps(pid) for pid in (cell.init_pid, cell.pid)]
    pss = sum(sizes["Pss"] for sizes in processes) / 1024
    private = sum(sizes["Private_Dirty"] + sizes["Private_Clean"] for sizes in processes) / 1024
    return round(pss, 1), round(private, 1)


def _ready_again(supervisor: Supervisor) -> float:
    """Seconds from the end of the zygote, killed by us, to the next cell that is lent.

    Raises:
        RuntimeError: none is, in a minute.
    """
    zygote = supervisor.zygote_pid()
    if zygote is None:
        raise RuntimeError("the daemon has no zygote")
    # Bubblewrap ends a moment after the zygote that it holds, and only then does the daemon know: until then it
    # lends cells of the one that was killed.
    bubblewrap = Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children").read_text().split()[0]
    started_at = time.perf_counter()
    os.kill(zygote, signal.SIGKILL)
    while os.path.exists(f"/proc/{bubblewrap}"):
        time.sleep(0.001)
    if not supervisor.wait(_MAX_WAIT_SECONDS):
        raise RuntimeError("no zygote came after the one that was killed")
    return round(time.perf_counter() - started_at, 2)


def _smaps(pid: int) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def _as_text(figures: dict[str, Any]) -> str:
    def row(name: str, key: str) -> str:
        ms = figures[key]
        return f"{name:30}{ms['p50']:>10.1f}{ms['p95']:>10.1f}{ms['p99']:>10.1f}"

    phases = ", ".join(f"{name} {ms:g}" for name, ms in figures["warm_phases_ms"].items())
    by_p50, by_p95, by_rate = (
        figures[key] for key in ("cold_over_warm_p50", "cold_over_warm_p95", "warm_over_cold_per_second")
    )
    lines = [
        f"{figures['exercise']}, job in to report out, {figures['processors']} processors",
        f"{'ms per verdict':30}{'p50':>10}{'p95':>10}{'p99':>10}",
        row("cold, torch imported", "cold_ms"),
        row("cold, NumPy alone", "cold_numpy_ms"),
        row("warm, torch imported", "warm_ms"),
        f"cold p50 is {by_p50:g} times warm p50 and {by_p95:g} times warm p95",
        f"warm phases, p50 in ms: {phases}",
        f"per second: {figures['warm_per_second']:g} warm, {figures['cold_per_second']:g} cold, {by_rate:g} times",
        f"a warm cell takes {figures['cell_pss_mib']:g} MiB PSS, {figures['cell_private_mib']:g} MiB of it its own",
        f"after kill -9 of the zygote the next cell is ready in {figures['zygote_ready_s']:g} s",
    ]
    return "\n".join(lines) + "\n"
