"""The benchmark prints every figure it documents, from real runs that passed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from runner import bench, catalog

pytestmark = pytest.mark.sandbox

_SHARES = ("p50", "p95", "p99")


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue that holds the exercise alone, and a few runs only."""
    exercise = catalog.find(bench._SLUG).folder
    copied: Path = shutil.copytree(exercise, tmp_path / exercise.parent.name / exercise.name)
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path))
    for name, few in {"_COLD": 2, "_COLD_NUMPY": 2, "_WARM": 3, "_COLD_SECONDS": 0.1, "_WARM_SECONDS": 0.1}.items():
        monkeypatch.setattr(bench, name, few)
    return copied


def test_it_prints_every_figure(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    for name in ("cold_ms", "cold_numpy_ms", "warm_ms"):
        assert list(figures[name]) == list(_SHARES)
        assert 0 < figures[name]["p50"] <= figures[name]["p95"] <= figures[name]["p99"]
    for name in ("cold_per_second", "warm_per_second", "cell_pss_mib", "cell_private_mib", "zygote_ready_s"):
        assert figures[name] > 0
    assert figures["cold_over_warm_p50"] == pytest.approx(figures["cold_ms"]["p50"] / figures["warm_ms"]["p50"], 0.01)
    assert figures["cold_over_warm_p95"] == pytest.approx(figures["cold_ms"]["p50"] / figures["warm_ms"]["p95"], 0.01)
    told = bench._as_text(figures)
    for figure in (*figures["warm_phases_ms"].values(), figures["cell_pss_mib"], figures["zygote_ready_s"]):
        assert f"{figure:g}" in told


def test_it_measures_nothing_that_does_not_pass(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (alone / "solution.py").write_text((alone / "starter.py").read_text())
    (alone / "mistakes.toml").unlink()  # edits of the solution that was
    assert bench.main([]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "our own solution ends as error" in said.err
