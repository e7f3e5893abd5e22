"""Install a set of packages, or remove one. An operator does this, never a worker or the web."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from runner.harness.landlock import PACKAGES
from runner.protocol import REQUIREMENTS_FILE, Requirement, package_set_name, write_requirements

from . import sets
from .errors import PackagesError
from .wheels import unpack

_DRAFT = "unfinished-"
_WORK = "work"  # of a draft: what pip needs, and the wheels
_SECONDS = 900
_MAX_ADVICE_CHARS = 600


def install(requirements: Sequence[Requirement], wheels: Path | None = None) -> str:
    """Download the wheels, check and unpack them, and return the name of the set. It appears whole or not at all.

    ``wheels``: a folder to take them from, without the network.

    Raises:
        PackagesError: pip finds no such wheel, or one brings what a cell may not have.
    """
    name = package_set_name(requirements)
    with _locked() as folder:
        installed = sets.installed_sets()
        if name in installed:
            return name
        if len(installed) >= sets.MAX_SETS:
            raise PackagesError(f"This host has {sets.MAX_SETS} sets, as many as it may have. Remove one first.")
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))
        try:
            (draft / REQUIREMENTS_FILE).write_text(write_requirements(requirements), encoding="utf-8")
            unpack(_download(draft, wheels), draft / sets.SITE)
            shutil.rmtree(draft / _WORK)
            _compile(draft / sets.SITE)
            _make_readable(draft)
            shutil.rmtree(folder / name, ignore_errors=True)  # one that somebody else could have changed
            draft.rename(folder / name)
        except BaseException:
            _delete(draft)
            raise
    return name


def remove(name: str) -> None:
    """Delete a set. Raises PackagesError: there is none of this name."""
    with _locked() as folder:
        if name not in sets.installed_sets():
            raise PackagesError(f"This host has no packages {name}. See python -m runner packages list.")
        draft = folder / f"{_DRAFT}{name}"
        (folder / name).rename(draft)  # first, so that no new cell gets half of it
        _delete(draft)


@contextmanager
def _locked() -> Iterator[Path]:
    """The folder of all sets, for one command at a time. What an earlier one left unfinished is deleted."""
    folder = sets.FOLDER
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise PackagesError(f"{folder} can't be written: {error.strerror}. Run this as the worker's user.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for draft in folder.glob(f"{_DRAFT}*"):
            _delete(draft)
        yield folder
    finally:
        os.close(lock)


def _download(draft: Path, wheels: Path | None) -> list[Path]:
    """Have pip find the wheels for this Python and check their hashes. It runs nothing of a wheel."""
    downloads = draft / _WORK / "wheels"
    downloads.mkdir(parents=True)
    source = ["--no-index", "--find-links", str(wheels.resolve())] if wheels else []
    command = [
        sys.executable, "-I", "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check",
        "--no-cache-dir", "--require-hashes", "--no-deps", "--only-binary", ":all:", *source,
        "--dest", str(downloads), "--requirement", str(draft / REQUIREMENTS_FILE),
    ]  # fmt: skip
    environment = os.environ | {"TMPDIR": str(draft / _WORK)}
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False, cwd=draft, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise PackagesError(f"pip took longer than {_SECONDS} seconds.") from error
    if result.returncode != 0:
        reason = result.stderr.strip()[-_MAX_ADVICE_CHARS:]
        raise PackagesError(f"pip can't get the packages with these hashes for this Python:\n{reason}")
    return sorted(downloads.iterdir())


def _compile(site: Path) -> None:
    """Compile the modules, which no cell could store. What isn't this version's Python is left as it is."""
    command = [
        sys.executable, "-I", "-m", "compileall", "-q", "-s", str(site), "-p", PACKAGES,
        "--invalidation-mode", "unchecked-hash", str(site),
    ]  # fmt: skip
    try:
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise PackagesError(f"Compiling the packages took longer than {_SECONDS} seconds.") from error


def _make_readable(draft: Path) -> None:
    """Let cells of any user read everything, and nobody write."""
    draft.chmod(0o755)
    (draft / REQUIREMENTS_FILE).chmod(0o444)
    for folder, _, names in os.walk(draft / sets.SITE):
        os.chmod(folder, 0o555)  # noqa: S103 - it holds no secret
        for name in names:
            os.chmod(os.path.join(folder, name), 0o444)


def _delete(draft: Path) -> None:
    for folder, _, _ in os.walk(draft):
        os.chmod(folder, 0o700)
    shutil.rmtree(draft, ignore_errors=True)
