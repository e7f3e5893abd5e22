"""The cells of a course have its packages, and no other cell has. Nothing outside a cell imports them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.audit.foreign import audit_files
from runner.foreign import judges
from runner.packages import install, sets
from runner.packages.sets import packages_of
from runner.protocol import INSTALL_COMMAND, AuditJob, Limits, Mode, Verdict, exercise_files_digest, read_requirements
from runner.sandbox.factory import open_cell
from runner.sandbox.warm_cell import WarmCell
from runner.tests.cells import as_ordinary_user, outcome
from runner.tests.foreign import SLUG, checks_with, verdict_of
from runner.tests.makes import making
from runner.tests.toy import FILES, SOLUTION
from runner.tests.wheels import requirements, wheel

pytestmark = pytest.mark.sandbox
USES_TALLY = (
    "import numpy as np\nimport tally\n\n\n"
    "def row_means(x):\n    return np.array([tally.total(row) / len(row) for row in x])\n"
)
CANARY = "import os\ntry:\n    open({!r}, 'w').write('ran')\nexcept OSError:\n    pass\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The toy exercise, of a course whose package writes a canary wherever it is imported."""
    folder = tmp_path_factory.mktemp("host")
    module = CANARY.format(str(folder / "canary")) + "def total(values):\n    return sum(values)\n"
    text = requirements(wheel(folder, files={"tally/__init__.py": module}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "FOLDER", folder / "packages")
        install.install(read_requirements(text), folder)
        with making("warm"):
            yield FILES | {"requirements.txt": text}
            judges.close_all()
    assert not (folder / "canary").exists()
    assert "tally" not in sys.modules


def test_learners_code_can_import_them(files: dict[str, str]) -> None:
    report = verdict_of(files, USES_TALLY)
    assert (report.verdict, report.message) == (Verdict.PASSED, "All 3 checks passed.")


def test_a_package_that_is_missing_is_told_beside_those_that_are_there(files: dict[str, str]) -> None:
    report = verdict_of(files, f"import talli\n\n\n{SOLUTION}")
    assert report.message.startswith("Line 1 imports talli, which the sandbox doesn't have.")
    assert "Use NumPy, PyTorch, the standard library or tally 1.0." in report.message


def test_a_learners_own_call_can_too(files: dict[str, str]) -> None:
    report = verdict_of(files, USES_TALLY, mode=Mode.RUN, call="tally.total([1, 2])")
    assert (report.verdict, report.output) == (Verdict.RAN, "3\n")


def test_the_checks_can_too(files: dict[str, str]) -> None:
    checks = checks_with("import tally\nclose(learner.row_means(np.ones((2, 2))), np.full(2, tally.total([1.0])))")
    assert verdict_of(checks | {"requirements.txt": files["requirements.txt"]}).has_passed


def test_another_course_cannot(files: dict[str, str]) -> None:
    report = verdict_of(FILES, USES_TALLY)
    assert report.verdict is Verdict.ERROR
    assert "imports tally, which the sandbox doesn't have" in report.message
    checks = checks_with("import tally")
    assert verdict_of(checks).verdict is Verdict.INTERNAL


@pytest.mark.parametrize("make", ["cold", "warm"])
def test_our_own_exercises_cannot(files: dict[str, str], make: str) -> None:
    with making(make):
        assert outcome("import tally") == "ModuleNotFoundError"
        assert outcome("os.listdir('/packages')") == "ENOENT"


def test_they_are_last_so_nothing_of_a_cell_is_replaced(files: dict[str, str]) -> None:
    with open_cell(Limits(), packages=packages_of(files)) as cell:
        cell.load("import sys\ndef f():\n    return sys.path[-1], sys.path.count('/packages')\n")
        assert cell.call("f") == ("/packages", 1)


@pytest.mark.parametrize(
    "statement",
    [
        "open('/packages/tally/__init__.py', 'a')",
        "os.remove('/packages/tally/__init__.py')",
        "os.mkdir('/packages/x')",
        "os.rename('/packages/tally', '/packages/x')",
        "os.chmod('/packages/tally', 0o777)",
    ],
)
def test_a_cell_cannot_change_them(files: dict[str, str], statement: str) -> None:
    source = (
        f"import os\ndef f():\n    try:\n        {statement}\n    except OSError as error:\n        return 'refused'\n"
    )
    with open_cell(Limits(), packages=packages_of(files)) as cell:
        cell.load(source)
        assert cell.call("f") == "refused"


def test_such_a_cell_is_locked_down_before_it_can_import_them(files: dict[str, str]) -> None:
    with open_cell(Limits(), packages=packages_of(files)) as cell:
        cell.load("import os, tally\ndef f():\n    return os.getuid()\n")
        assert cell.call("f") == int(cell.security_status["uid"].split(",")[0])
        assert cell.security_status["seccomp"] == "2"
        assert cell.lives_in_own("net")


BY_AN_ORDINARY_USER = """
import tempfile
from pathlib import Path
from runner.packages import install, sets
from runner.protocol import Limits, read_requirements
from runner.sandbox.factory import open_cell
from runner.tests.wheels import requirements, wheel

folder = Path(tempfile.mkdtemp())
sets.FOLDER = folder / "packages"
text = requirements(wheel(folder))
name = install.install(read_requirements(text), folder)
with open_cell(Limits(), packages=sets.packages_of({"requirements.txt": text})) as cell:
    cell.load("import tally\\ndef f():\\n    return tally.total([1, 2])\\n")
    print(cell.call("f"))
install.remove(name)
print([path.name for path in sets.FOLDER.iterdir()])
"""


def test_an_ordinary_user_can_install_use_and_remove_them() -> None:
    result = as_ordinary_user("-c", BY_AN_ORDINARY_USER)
    assert result.stdout == "3\n['lock']\n", result.stderr


def test_an_exercise_can_still_forbid_one(files: dict[str, str]) -> None:
    head = files["exercise.md"].replace('forbidden = ["numpy.mean"]', 'forbidden = ["tally"]')
    report = verdict_of(files | {"exercise.md": head}, USES_TALLY)
    assert report.verdict is Verdict.REFUSED
    assert "imports tally" in report.message


def test_other_exercises_keep_their_warm_cells(files: dict[str, str]) -> None:
    verdict_of(files, USES_TALLY)
    with open_cell(Limits()) as cell:
        assert isinstance(cell, WarmCell)


def test_a_host_without_them_fails_nobody(files: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    missing = files | {"requirements.txt": files["requirements.txt"].replace("1.0", "2.0")}
    report = verdict_of(missing, SOLUTION)
    assert report.verdict is Verdict.INTERNAL
    assert report.message.startswith("This runner lacks the packages")
    assert "doesn't count" in report.message
    assert INSTALL_COMMAND in caplog.text


def test_an_audit_without_them_says_nothing_about_the_exercise(files: dict[str, str]) -> None:
    missing = files | {"requirements.txt": files["requirements.txt"].replace("1.0", "2.0")}
    audit = audit_files(AuditJob(audit="a", exercise=SLUG, digest=exercise_files_digest(missing), files=missing))
    assert INSTALL_COMMAND in audit.fault
    assert not audit.problems


def test_an_audit_with_them_passes(files: dict[str, str]) -> None:
    solved = files | {"alternatives/tally.py": USES_TALLY}
    solved.pop("mistakes/sums.py")
    audit = audit_files(AuditJob(audit="a", exercise=SLUG, digest=exercise_files_digest(solved), files=solved))
    assert (audit.problems, audit.fault) == ([], "")


def test_a_set_that_was_removed_is_missed_at_the_next_job(tmp_path: Path, files: dict[str, str]) -> None:
    text = requirements(wheel(tmp_path, "abacus", {"abacus.py": ""}))
    own = FILES | {"requirements.txt": text}
    name = install.install(read_requirements(text), tmp_path)
    assert verdict_of(own).has_passed
    install.remove(name)
    assert verdict_of(own).verdict is Verdict.INTERNAL
