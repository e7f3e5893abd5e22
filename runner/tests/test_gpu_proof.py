"""`make gpu-proof` proves nothing where there is no card, and its page hides no failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from runner import hardware
from runner.attack.threat import all_threats
from runner.audit.own_code import right_code
from runner.catalog import CatalogExercise, all_exercises, find
from runner.hardware import launcher, turnover
from runner.protocol import Device, Need, Verdict
from runner.sandbox import triton_support
from runner.sandbox.layers import Layer
from runner.tests import stand_in
from runner.tests.cells import REPOSITORY
from runner.tests.gpu_proof import __main__ as proof
from runner.tests.gpu_proof import probes, sections
from runner.tests.gpu_proof.page import page

_ROWS: dict[str, dict[str, Any]] = {
    "doctor": {"holds": True, "seconds": 9.1, "layers": [{"name": "card", "ok": True, "evidence": "x", "fix": ""}],
               "cuda_starts_without": []},
    "attacks": {"holds": False, "seconds": 100.0, "threats": [
        {"id": "G5", "title": "Read", "cells": "cold", "outcome": "SUCCEEDED", "troubles": ["BREACH | memory"]}]},
    "speed": {"holds": True, "seconds": 60.0, "exercise": "e", "cold_ms": 7000, "warm_ms": 310.0,
              "warm_p95_ms": 400.0, "ratio": 22.6},
    "tenants": {"holds": False, "seconds": 3.0, "error": "RuntimeError: no cell"},
}  # fmt: skip
_PROOF = {"card": "A card", "memory_mib": 1, "kernel": "6", "date": "1 May 2027", "sections": _ROWS}


def _files(folder: Path) -> tuple[Path, Path]:
    return folder / "proof.json", folder / "gpu.md"


def test_without_a_card_it_says_so_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with mock.patch.object(hardware, "require_cards", side_effect=hardware.HardwareError("no driver", "Install it")):
        assert proof.main([], *_files(tmp_path)) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@stand_in.NEEDS_ROOT
def test_a_section_that_breaks_is_a_failure_and_is_written_down(tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    with (
        stand_in.host(tmp_path / "host"),
        mock.patch.dict(proof.SECTIONS, {"doctor": mock.Mock(side_effect=RuntimeError("broken"))}, clear=True),
    ):
        assert proof.main([], *_files(tmp_path)) == 1
    result = json.loads((tmp_path / "proof.json").read_text())["sections"]["doctor"]
    assert not result["holds"]
    assert "broken" in (tmp_path / "gpu.md").read_text()


def _kernels_section(verdicts: Callable[[str, str], Verdict], *, works: bool = True) -> dict[str, Any]:
    """The section on a card whose verdicts are these, by the exercise and the name of the file."""
    layer = Layer(name="triton on the card", ok=works, evidence="x")

    def grade(exercise: CatalogExercise, source: str) -> Verdict:
        files = {path.read_text(encoding="utf-8"): file for file, path in right_code(exercise)}
        files |= {mistake.source: mistake.location for mistake in exercise.mistakes}
        return verdicts(exercise.slug, files.get(source, "starter.py"))

    with (
        mock.patch.object(launcher, "find"),
        mock.patch.object(turnover, "turn_over"),
        mock.patch.object(triton_support, "examine_on", return_value=layer),
        mock.patch.object(hardware, "lease", return_value=nullcontext()),
        mock.patch.object(sections, "_grade", grade),
    ):
        return sections.kernels(mock.Mock())


def _as_promised(slug: str, file: str) -> Verdict:
    return Verdict.PASSED if file.startswith(("solution", "alternatives")) else Verdict.FAILED


def test_the_kernels_section_holds_if_right_code_passes_and_wrong_code_does_not() -> None:
    result = _kernels_section(_as_promised)
    assert result["holds"]
    assert len(result["exercises"]) == sum(Need.TRITON in exercise.spec.needs for exercise in all_exercises())
    assert not _kernels_section(_as_promised, works=False)["holds"]
    assert not _kernels_section(lambda slug, file: Verdict.FAILED)["holds"]
    assert not _kernels_section(lambda slug, file: Verdict.PASSED)["holds"]


def test_a_mistake_that_only_the_interpreter_sees_may_pass_on_a_card_and_is_counted() -> None:
    unseen = [(slug, name) for slug, names in sections.UNSEEN_ON_A_CARD.items() for name in names]
    names = {(slug, find(slug).mistake(name).location) for slug, name in unseen}
    result = _kernels_section(lambda *file: Verdict.PASSED if file in names else _as_promised(*file))
    assert result["holds"]
    assert "mistakes that only the interpreter sees" in page(
        _PROOF | {"sections": {"kernels": result | {"seconds": 1}}}
    )


def test_an_unknown_section_is_refused(tmp_path: Path) -> None:
    assert proof.main(["nothing"], *_files(tmp_path)) == 2


def test_the_page_names_every_failure_and_every_section_that_was_not_run() -> None:
    text = page(_PROOF)
    assert "G5 in cold cells: SUCCEEDED BREACH \\| memory" in text
    assert "RuntimeError: no cell" in text
    assert text.count("not run") == 3
    assert "A card" in text
    assert "1 May 2027" in text


def test_every_layer_that_a_threat_to_cards_names_is_taken_out_in_the_proof_or_in_the_sabotage_of_all_cells() -> None:
    named = {layer for threat in all_threats() if threat.device is Device.GPU for layer in threat.layers}
    assert {"nodes", "one tenant", "turnover"} <= named
    assert {"nodes", "one tenant", "turnover"} <= {probe.layer for probe in probes.PROBES}


def test_the_documentation_claims_nothing_that_no_card_has_shown() -> None:
    """Until the proof's page replaces it, each page that offers GPU hosts says that none has run."""
    if (REPOSITORY / "docs" / "gpu.md").read_text().startswith("# Shown on a real card"):
        return
    for name in ("docs/gpu.md", "README.md", "docker-compose.yml", "docs/runner-hosts.md", "docs/security.md"):
        assert "real card yet" in " ".join((REPOSITORY / name).read_text().replace("#", "").split()), name


@stand_in.NEEDS_ROOT
@pytest.mark.parametrize("layer", ["one tenant", "quarantine"])
def test_the_proofs_own_sabotage_makes_the_difference_on_the_stand_in(tmp_path: Path, layer: str) -> None:
    probe = next(probe for probe in probes.PROBES if probe.layer == layer)
    with stand_in.host(tmp_path):
        card = hardware.detect()[0]
        assert probes.play(probe, card, out=False) != probes.DONE
        assert probes.play(probe, card, out=True) == probes.DONE
