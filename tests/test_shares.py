"""How tests are shared between processes, and why some may be skipped."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests import skips
from tests.shares import GROUPS, LONG, rank, share_of
from tests.site import ROOT

NOTES_ITS_PROCESS = """
from pathlib import Path
def note(worker_id): Path(__file__).with_suffix(".ran").open("a").write(worker_id + "\\n")
test_1 = test_2 = test_3 = test_4 = note
"""


def test_a_file_stays_together_and_so_does_a_group() -> None:
    assert share_of("progress/tests/test_plan.py::test_it[a::b]") == "progress/tests/test_plan.py"
    assert share_of("tests/browser/test_print.py::test_it") == share_of("tests/test_make_run.py::test_it")


def test_long_groups_and_files_go_first_and_a_group_s_files_in_its_order() -> None:
    site = ["tests/test_make_run.py", "tests/browser/test_print.py"]
    in_order = [*site, "runner/tests/test_warm_cells.py", "runner/tests/test_attacks.py", "progress/tests/test_plan.py"]
    assert sorted(sorted(in_order), key=rank) == in_order


def test_every_named_file_exists() -> None:
    files = [file for files in GROUPS.values() for file in files] + [name for name in LONG if name not in GROUPS]
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_two_processes_share_the_tests_in_the_same_way(tmp_path: Path) -> None:
    """xdist must ask us, because its own groups were once ignored for weeks."""
    for name in ("one", "two", "three"):
        (tmp_path / f"test_{name}.py").write_text(NOTES_ITS_PROCESS)
    bare = ["-c", "/dev/null", "--rootdir", str(tmp_path), "-p", "no:django", "-p", "no:cacheprovider"]
    words = [*bare, "-p", "tests.shares", "-n", "2", "--dist", "loadgroup", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "12 passed" in run.stdout
    ran = [set(path.read_text().split()) for path in tmp_path.glob("*.ran")]
    assert [len(processes) for processes in ran] == [1, 1, 1]
    assert len(set.union(*ran)) == 2


def test_a_run_that_skips_for_an_unusual_reason_fails_and_names_it(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("import pytest\ndef test_it(): pytest.skip('no moon')\n")
    bare = ["-c", "/dev/null", "--rootdir", str(tmp_path), "-p", "no:django", "-p", "no:cacheprovider"]
    arguments = [*bare, "-p", "tests.skips", "--skips", "usual", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "Skipped for a reason that is not usual here: no moon (1)." in run.stdout


def test_a_usual_reason_is_accepted_unless_none_may_be_skipped() -> None:
    reasons = Counter({part: 2 for part, is_so in skips.USUAL.items() if is_so})
    assert reasons
    assert skips.unusual(reasons, "usual") == {}
    assert skips.unusual(reasons, "none") == dict(reasons)


def test_ci_runs_as_a_service_test_what_it_leaves_out_of_the_others() -> None:
    files = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("*/**/test_*.py") if "var" not in path.parts}
    left_out = [text for path, text in files.items() if "mark.workers" in text and path != Path(__file__)]
    assert left_out
    assert all(re.search(r"pytestmark = \[\s*pytest.mark.service,\s*pytest.mark.workers,", text) for text in left_out)
