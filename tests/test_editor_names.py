"""The names that the editor completes are those of the installed libraries."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_checked_in_list_is_what_the_command_writes() -> None:
    command = "frontend/library_names.py"
    module = runpy.run_path(str(ROOT / command))
    assert module["OUTPUT"].read_text(encoding="utf-8") == module["render"](), f"run .venv/bin/python {command}"
