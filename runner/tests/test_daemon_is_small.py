"""The daemon is small enough to read in an hour, and needs only Python."""

import subprocess
import sys
from pathlib import Path

from runner.tests.cells import REPOSITORY

_MAX_LINES = 950
_FILES_OF_OURS = """
import sys
sys.path.insert(0, sys.argv[1])
import runner.sandbox.daemon
print(*(module.__file__ for name, module in sorted(sys.modules.items()) if name.split(".")[0] == "runner"), sep="\\n")
"""


def _files() -> list[Path]:
    """The modules that it imports, without site-packages, where an import from there would fail."""
    words = [sys.executable, "-I", "-S", "-c", _FILES_OF_OURS, str(REPOSITORY)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return [Path(line) for line in ran.stdout.splitlines()]


def test_all_that_the_daemon_runs_has_few_lines() -> None:
    lines = {path.relative_to(REPOSITORY).as_posix(): len(path.read_text().splitlines()) for path in _files()}
    assert "runner/sandbox/daemon.py" in lines
    assert sum(lines.values()) <= _MAX_LINES, lines


def test_it_reads_no_command_line_and_no_exercise_of_its_own() -> None:
    """The daemon's owner decides how a zygote starts, and the daemon knows nothing about jobs."""
    names = {path.stem for path in _files()}
    assert not names & {"bubblewrap", "protocol", "catalog", "worker", "warm_cell", "frames"}
