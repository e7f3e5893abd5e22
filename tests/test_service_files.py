"""`-m service` leaves out files without such tests, and no test of a service can hide from it."""

import subprocess
import sys
from pathlib import Path

from tests.service_files import MARK
from tests.site import ROOT

FROM_ELSEWHERE = "import pytest\ndef pytest_itemcollected(item): item.add_marker('service')\n"


def pytest_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    bare = ["-c", "/dev/null", "--rootdir", str(folder), "-p", "no:django", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *bare, "-p", "tests.service_files", *words, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_only_files_with_the_mark_are_read(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(f"import pytest\n@{MARK}\ndef test_it(): pass\ndef test_other(): pass\n")
    (tmp_path / "test_two.py").write_text("raise SystemExit('it was read')\n")
    run = pytest_in(tmp_path, "-m", "service")
    assert "1 passed, 1 deselected" in run.stdout
    assert "it was read" in pytest_in(tmp_path).stdout


def test_a_mark_from_elsewhere_fails_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(FROM_ELSEWHERE)
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n")
    run = pytest_in(tmp_path)
    assert run.returncode == 4
    assert f"Write {MARK} in the file itself: test_it.py" in run.stderr
