"""Every layer carries weight: with it taken out, what it stands against gets through; with it in, nothing does."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.protocol import Limits
from runner.sandbox import session
from runner.sandbox.cell import CellError
from runner.tests.sabotage import (
    DONE,
    LAYERS,
    PROBES,
    UNSEEN_BY_THE_DOCTOR,
    Host,
    Probe,
    play,
    seen_by_the_doctor,
    without,
)

_RUNNER = Path(__file__).resolve().parent.parent
_FIRST = {layer: next(probe for probe in PROBES if probe.layer == layer) for layer in LAYERS}
_OTHERS = [probe for probe in PROBES if probe is not _FIRST[probe.layer]]
_ASKING = re.compile(r"(?:environb?|getenv)\b(\.get\([^)]*\)|\[[^]]*\]|\([^)]*\)|)(?! = |\.items)(?!\":)")


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Host() as host:
        yield host


def _carries_weight(probe: Probe, host: Host) -> None:
    if probe.layer == "identity" and os.geteuid() != 0:
        pytest.skip("an ordinary user has no identity to give up")
    assert play(probe, host, out=False) != DONE
    assert play(probe, host, out=True) == DONE


@pytest.mark.parametrize("layer", LAYERS)
def test_with_this_layer_out_its_attack_succeeds_and_with_it_in_it_fails(layer: str, host: Host) -> None:
    _carries_weight(_FIRST[layer], host)


@pytest.mark.slow
@pytest.mark.parametrize("probe", _OTHERS, ids=lambda probe: f"{probe.layer}: {probe.name}")
def test_with_its_layer_out_this_attack_too_succeeds_and_with_it_in_it_fails(probe: Probe, host: Host) -> None:
    _carries_weight(probe, host)


@pytest.mark.slow
@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer not in UNSEEN_BY_THE_DOCTOR])
def test_a_host_without_this_layer_is_found_unfit(layer: str, host: Host) -> None:
    assert seen_by_the_doctor(layer, host)


@pytest.mark.parametrize("layer", ["seccomp", "identity"])
def test_a_cell_that_did_not_close_this_door_is_never_given_a_learners_source(layer: str, host: Host) -> None:
    with without(layer, blind=False), session.start_cell(Limits()) as cell:
        with pytest.raises(CellError, match="not closed"):
            cell.load("raise SystemExit('it ran')")
        assert cell.take_output() == ""


def test_no_variable_of_the_environment_takes_a_layer_out() -> None:
    """All that the judge's side asks the environment is where the daemon listens; a cell's side has a cleared one."""
    asked = set()
    for path in (_RUNNER / "sandbox").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines() if path.name != "probe.py" else []:
            asked |= {(path.name, found) for found in _ASKING.findall(line)}
    assert asked <= {
        ("cell.py", ".get(SOCKET)"),
        ("doctor.py", ".get(SOCKET)"),
        ("keeper.py", "[name]"),
        ("keeper.py", ""),
    }
    assert '("PATH", "LANG")' in (_RUNNER / "sandbox" / "keeper.py").read_text(encoding="utf-8")
