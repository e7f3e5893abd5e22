"""An operator installs the packages that a course declares, and nothing else gets in."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from runner.host_report import queues_of_host
from runner.packages import command, sets, wheels
from runner.packages.errors import PackagesError
from runner.protocol import package_set_name, packages_need, read_requirements
from runner.tests.cells import REPOSITORY
from runner.tests.wheels import LINK, TALLY, requirements, wheel

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "FOLDER", tmp_path / "var" / "packages" / sets.FOLDER.name)


def install(text: str, shelf: Path) -> int:
    file = shelf / "requirements.txt"
    file.write_text(text)
    return command.main(["install", str(file), "--find-links", str(shelf)])


def name_of(text: str) -> str:
    return package_set_name(read_requirements(text))


def test_a_set_is_installed_listed_and_removed(tmp_path: Path, capsys: Capture) -> None:
    text = requirements(wheel(tmp_path))
    assert install(text, tmp_path) == 0
    assert capsys.readouterr().out.startswith(f"{name_of(text)}: tally 1.0\n")
    assert command.main(["list"]) == 0
    assert capsys.readouterr().out == f"{name_of(text)}  tally 1.0\n"
    assert command.main(["remove", name_of(text)]) == 0
    assert not sets.installed_sets()
    assert [path.name for path in sets.FOLDER.iterdir()] == ["lock"]


def test_nobody_can_change_what_was_installed(tmp_path: Path) -> None:
    text = requirements(wheel(tmp_path))
    install(text, tmp_path)
    site = sets.FOLDER / name_of(text) / sets.SITE
    for path in [site, *site.rglob("*")]:
        mode = path.stat().st_mode
        assert stat.S_IMODE(mode) == (0o555 if path.is_dir() else 0o444)
    assert {path.name for path in site.iterdir()} == {"tally", "tally-1.0.dist-info"}
    assert list(site.rglob("*.pyc"))
    assert not any(os.fsencode(tmp_path) in path.read_bytes() for path in site.rglob("*") if path.is_file())


def test_nothing_of_a_package_runs_on_the_host(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    writes = f"open({str(canary)!r}, 'w').write('ran')\n"
    files = {"tally/__init__.py": writes, "tally/__main__.py": writes, "setup.py": writes}
    text = requirements(wheel(tmp_path, files=files))
    assert install(text, tmp_path) == 0
    queues_of_host(["cpu"])
    assert command.main(["list"]) == 0
    assert not canary.exists()


def test_the_same_packages_are_one_set_however_the_file_is_written(tmp_path: Path) -> None:
    first, second = wheel(tmp_path), wheel(tmp_path, "abacus", {"abacus.py": ""})
    text = requirements(first, second)
    reordered = "# by hand\n" + requirements(second, first).replace(" --hash", " \\\n    --hash").replace(
        "tally", "Tally"
    )
    assert install(text, tmp_path) == 0
    assert install(reordered, tmp_path) == 0
    assert list(sets.installed_sets()) == [name_of(text)]


def test_workers_of_the_host_take_its_jobs_after_a_restart_too(tmp_path: Path) -> None:
    text = requirements(wheel(tmp_path))
    install(text, tmp_path)
    need = packages_need(name_of(text))
    code = "from runner.host_report import queues_of_host; print(*queues_of_host(['cpu', 'cpu-regrade', 'gpu']))"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=os.environ | {"DESCENT_VAR": str(tmp_path / "var")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {f"cpu+{need}", f"cpu-regrade+{need}"} <= set(result.stdout.split())


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("tally.pth", "tally.pth would run when Python starts"),
        ("tally-1.0.data/purelib/x.PTH", "x.PTH would run"),
        ("sitecustomize.py", "it brings sitecustomize"),
        ("json/__init__.py", "it brings json, which cells have already"),
        ("numpy/__init__.py", "it brings numpy"),
        ("torch.py", "it brings torch"),
        ("tally-1.0.data/platlib/triton/__init__.py", "it brings triton"),
        ("runner/judge/grading.py", "it brings runner"),
        ("lib/__init__.py", "it brings lib"),
        ("solution.py", "it brings solution"),
        ("sympy.cpython-311-x86_64-linux-gnu.so", "it brings sympy"),
        ("../escaped.py", "outside the folder"),
        ("tally-1.0.data/purelib/../../escaped.py", "outside the folder"),
        ("/escaped.py", "outside the folder"),
        ("tally/\x1b[31m.py", "outside the folder"),
    ],
)
def test_a_wheel_with_what_no_cell_may_have_is_refused(tmp_path: Path, path: str, words: str) -> None:
    bad = wheel(tmp_path / "shelf", files={**TALLY, path: ""})
    with pytest.raises(PackagesError, match=words) as refusal:
        wheels.unpack([bad], tmp_path / "site")
    assert str(refusal.value).startswith("tally-1.0-py3-none-any.whl: ")
    assert not list(tmp_path.rglob("*.py"))


def test_a_refused_set_leaves_nothing(tmp_path: Path, capsys: Capture) -> None:
    text = requirements(wheel(tmp_path), wheel(tmp_path, "abacus", {"abacus.pth": ""}))
    assert install(text, tmp_path) == 1
    assert "abacus-1.0-py3-none-any.whl: abacus.pth would run" in capsys.readouterr().err
    assert [path.name for path in sets.FOLDER.iterdir()] == ["lock"]


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    bad = wheel(tmp_path, files={"tally/x": "/etc/passwd"}, modes={"tally/x": LINK})
    with pytest.raises(PackagesError, match="'tally/x' is a symbolic link"):
        wheels.unpack([bad], tmp_path / "site")


def test_two_packages_with_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackagesError, match=r"tally-1\.0-py3-none-any\.whl has tally/__init__\.py too"):
        wheels.unpack([wheel(tmp_path), wheel(tmp_path, "abacus", TALLY)], tmp_path / "site")


def test_what_unfolds_to_too_much_is_refused_before_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheels, "MAX_MIB", 1)
    bomb = wheel(tmp_path, files={"tally/zeros": "0" * 2**20})
    with pytest.raises(PackagesError, match=r"tally.*: with it, the packages have more than 1 MiB"):
        wheels.unpack([bomb], tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = wheel(tmp_path)
    text = requirements(path)
    wheel(tmp_path, files={"tally/__init__.py": "print('another')\n"})
    assert install(text, tmp_path) == 1
    message = capsys.readouterr().err
    assert message.startswith("pip can't get the packages with these hashes")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in message
    assert not sets.installed_sets()


def test_a_source_distribution_is_never_built(tmp_path: Path, capsys: Capture) -> None:
    source = tmp_path / "tally-1.0.tar.gz"
    source.write_bytes(b"x")
    text = f"tally==1.0 --hash=sha256:{hashlib.sha256(b'x').hexdigest()}\n"
    assert install(text, tmp_path) == 1
    assert "tally==1.0" in capsys.readouterr().err


def test_a_host_has_a_bounded_number_of_sets(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "MAX_SETS", 1)
    assert install(requirements(wheel(tmp_path)), tmp_path) == 0
    assert install(requirements(wheel(tmp_path, "abacus", {"abacus.py": ""})), tmp_path) == 1
    assert "Remove one first" in capsys.readouterr().err


def test_a_set_that_others_can_change_is_none(tmp_path: Path) -> None:
    text = requirements(wheel(tmp_path))
    install(text, tmp_path)
    (sets.FOLDER / name_of(text)).chmod(0o777)
    assert not sets.installed_sets()


def test_a_file_with_anything_else_is_refused_with_its_line(tmp_path: Path, capsys: Capture) -> None:
    assert install("# one\n-r other.txt\n", tmp_path) == 2
    assert "requirements.txt, line 2: “-r” is an option." in capsys.readouterr().err
