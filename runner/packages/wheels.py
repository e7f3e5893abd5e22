"""Look into a wheel before it is unpacked, and unpack what a cell can import. Nothing of it is run."""

from __future__ import annotations

import shutil
import stat
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from runner.sandbox import library

from .errors import PackagesError

MAX_MIB = 256  # of a set, unpacked
MAX_FILES = 20_000
# What a cell has besides Python's library, with or without a file of that name on this host, and what is Python's own.
_OWN_NAMES = frozenset({
    "checks", "lib", "pip", "runner", "setuptools", "sitecustomize", "solution", "starter", "usercustomize",
    "numpy", "torch", "msgspec", "triton",
})  # fmt: skip


def unpack(wheels: Sequence[Path], folder: Path) -> None:
    """Unpack all of them into a new folder, or none.

    Raises:
        PackagesError: one brings what a cell may not have, or they are too large together.
    """
    taken = taken_names()
    owners: dict[PurePosixPath, str] = {}
    size = 0
    for wheel in wheels:
        for info, path in _members(wheel):
            if problem := _problem(path, taken):
                raise PackagesError(f"{wheel.name}: {problem}")
            if path in owners:
                raise PackagesError(f"{wheel.name}: {owners[path]} has {path} too. A course can have one of them.")
            owners[path] = wheel.name
            size += info.file_size
            if size > MAX_MIB * 2**20 or len(owners) > MAX_FILES:
                raise PackagesError(
                    f"{wheel.name}: with it, the packages have more than {MAX_MIB} MiB or {MAX_FILES} files."
                )
    folder.mkdir()
    for wheel in wheels:
        try:
            _unpack(wheel, folder)
        except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise PackagesError(f"{wheel.name} can't be unpacked: {error}") from error


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for info, path in _members(wheel):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as source, target.open("xb") as copy:
                shutil.copyfileobj(source, copy)


def taken_names() -> frozenset[str]:
    """The modules that a cell has without packages."""
    site = {Path(target).name for _, target in library.originals() if target.startswith("/site/")}
    return frozenset(sys.stdlib_module_names) | {name.partition(".")[0] for name in site} | _OWN_NAMES


def _members(wheel: Path) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Each file that a cell can import or read, with its path beside the modules. Scripts and headers are left out.

    Raises:
        PackagesError: it isn't a wheel, or a path leads out of its folder.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            infos = archive.infolist()
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise PackagesError(f"{wheel.name} is not a wheel: {error}") from error
    for info in infos:
        path = PurePosixPath(info.filename)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise PackagesError(f"{wheel.name}: {info.filename[:200]!r} is a symbolic link, which no wheel may have.")
        if path.is_absolute() or ".." in path.parts or not path.parts or not info.filename.isprintable():
            raise PackagesError(f"{wheel.name}: {info.filename[:200]!r} would be outside the folder of the packages.")
        if info.is_dir():
            continue
        if path.parts[0].endswith(".data"):
            if path.parts[1:2] not in (("purelib",), ("platlib",)) or len(path.parts) < 3:
                continue
            path = PurePosixPath(*path.parts[2:])
        yield info, path


def _problem(path: PurePosixPath, taken: frozenset[str]) -> str:
    """Why a cell may not have this file; empty if it may."""
    top = path.parts[0]
    if len(path.parts) == 1 and top.lower().endswith(".pth"):
        return f"{top} would run when Python starts. Packages with .pth files can't be used."
    name = top.partition(".")[0]
    if name in taken:
        return f"it brings {name}, which cells have already. Take the package out of the file."
    return ""
