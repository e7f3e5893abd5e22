"""What the editor knows of NumPy and torch is what the installed libraries have."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_checked_in_lists_are_what_the_command_writes() -> None:
    command = "frontend/library_names.py"
    for path, render in runpy.run_path(str(ROOT / command))["OUTPUTS"].items():
        assert path.read_text(encoding="utf-8") == render(), f"run .venv/bin/python {command}"
