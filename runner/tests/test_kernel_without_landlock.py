"""On a kernel without Landlock the doctor reports it, and the mounts alone protect the files."""

import json
import subprocess
import sys
from typing import Any

import pytest

from runner.tests.cells import REPOSITORY

pytestmark = pytest.mark.sandbox


def _there(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "runner.tests.old_kernel", "-m", "runner", *words, "--json"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_the_doctor_finds_the_host_fit_and_recommends_a_newer_kernel() -> None:
    report = _there("doctor")
    assert report["fit"] is True
    layers = {layer["name"]: layer for layer in report["layers"]}
    for name in ("landlock", "warm cell: landlock"):
        assert layers[name]["evidence"] == "this kernel has none; the mounts alone keep the files"
        assert "5.13 or newer" in layers[name]["fix"]


def test_every_attack_on_files_is_stopped() -> None:
    played = _there("attack", "--group", "C", "--first", "--cells", "warm")
    assert len(played["threats"]) == 22
    assert {threat["outcome"] for threat in played["threats"]} == {"held"}
