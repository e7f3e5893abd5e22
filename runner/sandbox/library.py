"""The Python and libraries that a cell reads, without any path of this host in them.

A compiled file holds the path of its source, sysconfig how the interpreter was configured, and the interpreter the
directory that it was built for. So where Python lies in a user's directory, a cell gets a copy. In the copy, a neutral
path of the same length replaces each such path. Offsets, sizes and times stay the same, so the compiled files stay
valid. The copy is made once and takes about 300 MB, in ``var/cells`` of the checkout or in the user's cache. A new
version of Python or of a package gets a new copy. A package's folders of large files without Python, such as torch's
own libraries, come from a wheel and contain no path of this host, so they are bound as they are. So are large files
of a package that contain none, such as Triton's.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import mmap
import os
import re
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

Bind = tuple[str, str]  # a path of this host, and where it lies in the cell

_FORMAT = 4  # of the copy; another one gets a new copy
_DISTRIBUTIONS = ("numpy", "torch", "msgspec", "triton")
_VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
_FOLDERS = (Path(__file__).resolve().parents[2] / "var" / "cells", Path("~/.cache/descent/cells"))
_LEFT_OUT = re.compile(
    r"site-packages|tests?|ensurepip|idlelib|lib2to3|turtledemo|config-.*|.*\.pyi|.*\.opt-[12]\.pyc|_sysconfigdata.*\.pyc"
)
ADVICE = (
    "Free 300 MB in var/cells of the checkout, in ~/.cache or in the temporary folder, and let this user write there"
)
_LARGE_BYTES = 8 * 2**20
# The compilers that only a cell with a card needs, and which take a third of Triton's gigabyte.
_COMPILERS = re.compile(r"/site/triton/backends/\w+/(?:bin|lib)")
_PYTHON_FILES = (".py", ".pyc", ".pyi")


@functools.cache
def binds() -> tuple[Bind, ...]:
    """Return what to bind read-only, outer folders first.

    Raises:
        OSError: the copy can't be made.
    """
    paths = host_paths()
    if not paths:
        return tuple(originals())
    tree = _find(fingerprint()) or _make(fingerprint(), paths)
    in_place = [tuple(pair) for pair in json.loads((tree / "in-place.json").read_text())]
    return (str(tree / "python"), "/python"), (str(tree / "site"), "/site"), *in_place


def host_paths() -> list[bytes]:
    """The paths of this host to hide, longest first; empty for the system's own Python."""
    paths = {path for name in (sys.prefix, sys.base_prefix) for path in (name, os.path.realpath(name))}
    private_paths = [path for path in paths if path.count("/") > 1 and path != "/usr/local"]
    return sorted(map(os.fsencode, private_paths), key=len, reverse=True)


def neutral(path: bytes) -> bytes:
    """A path of the same length that leads to where Python lies in a cell.

    A version at its end stays: linkers store equal endings of strings once, so in the interpreter the end of
    "/home/ada/.pyenv/versions/3.11.7" may also be its version, as sys.version gives it.
    """
    version = _version_of(path)
    body = len(path) - len(version)
    fits = body > len(b"/python") or (body == len(b"/python") and not version)
    start = b"/python" if fits else b""
    return start.ljust(body, b"/") + version


def _version_of(path: bytes) -> bytes:
    """The digits and dots at its end: b"" or b"3.11.7"."""
    return path[len(path.rstrip(b"0123456789.")) :]


def originals() -> Iterator[Bind]:
    """Python, its library and the packages where they lie on this host."""
    yield os.path.realpath(sys.executable), f"/python/bin/{_VERSION}"
    yield sysconfig.get_path("stdlib"), f"/python/lib/{_VERSION}"
    library = Path(sysconfig.get_config_var("LIBDIR") or "/", sysconfig.get_config_var("INSTSONAME") or "-")
    if library.suffix != ".a" and library.is_file():
        yield str(library), f"/python/lib/{library.name}"
    for path in _site_entries():
        yield str(path), f"/site/{path.name}"


def fingerprint() -> str:
    """A digest of what the copy depends on: the installed files, by their times and sizes."""
    facts = [repr((_FORMAT, host_paths()))]
    for source, target in originals():
        record = Path(source, "RECORD")
        status = os.stat(record if record.exists() else source)
        facts.append(f"{source} {target} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def _find(name: str) -> Path | None:
    """An existing copy that only root and this user could have changed."""
    for folder in _FOLDERS:
        tree = folder.expanduser() / name
        try:
            status = os.stat(tree)
        except OSError:
            continue
        if status.st_uid in (0, os.geteuid()) and not status.st_mode & 0o022:
            return tree
    return None


def _make(name: str, paths: list[bytes]) -> Path:
    for folder in map(Path.expanduser, _FOLDERS):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be making it
            return _find(name) or _build(folder, name, paths)
        finally:
            os.close(lock)
    folder = Path(tempfile.mkdtemp(prefix="descent-cells-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _build(folder, name, paths)


def _build(folder: Path, name: str, paths: list[bytes]) -> Path:
    """Copy everything to a draft in the same folder, then rename it, so that nobody sees half a copy."""
    draft = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder))
    try:
        draft.chmod(0o755)
        in_place: list[Bind] = []
        for source, target in originals():
            _copy(Path(source), draft, target, paths, in_place)
        for version in {os.fsdecode(_version_of(path)) for path in paths} - {""}:
            (draft / "python" / version).symlink_to(".")  # so that each neutral path leads there
        (draft / "in-place.json").write_text(json.dumps(in_place))
        (draft / "in-place.json").chmod(0o644)
        os.rename(draft, folder / name)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return folder / name


def _copy(source: Path, tree: Path, target: str, paths: list[bytes], in_place: list[Bind]) -> None:
    """Copy a file or a folder to where it lies in a cell; large folders without Python are noted ``in_place``."""
    if _COMPILERS.fullmatch(target):
        return
    copy = Path(f"{tree}{target}")
    for parent in reversed([copy, *copy.parents] if source.is_dir() else copy.parents):
        if not parent.exists():
            parent.mkdir()
            parent.chmod(0o755)
    if source.is_file() and target.startswith("/site/") and _is_large_without_paths(source, paths):
        copy.touch()  # to be bound over
        copy.chmod(0o644)
        in_place.append((str(source), target))
    elif source.is_file():
        _copy_file(source, copy, paths)
    elif target.startswith("/site/") and _is_large_without_python(source):
        in_place.append((str(source), target))
    else:
        for entry in sorted(os.scandir(source), key=lambda entry: entry.name):
            if not _LEFT_OUT.fullmatch(entry.name):
                _copy(Path(entry.path), tree, f"{target}/{entry.name}", paths, in_place)


def _copy_file(source: Path, copy: Path, paths: list[bytes]) -> None:
    if source.name.startswith("_sysconfigdata"):
        copy.write_text(f"build_time_vars = {_plain_variables(source)!r}\n")
    else:
        data = source.read_bytes()
        for path in paths:
            data = data.replace(path, neutral(path))
        copy.write_bytes(data)
    status = source.stat()
    copy.chmod(0o755 if status.st_mode & 0o100 else 0o644)
    os.utime(copy, ns=(status.st_atime_ns, status.st_mtime_ns))


def _plain_variables(source: Path) -> dict[str, object]:
    """The build variables of Python that contain no path."""
    spec = importlib.util.spec_from_file_location(source.stem, source)
    assert spec is not None  # noqa: S101 - it ends in .py
    assert spec.loader is not None  # noqa: S101 - as above
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in module.build_time_vars.items() if "/" not in str(value)}


def _is_large_without_python(folder: Path) -> bool:
    size = 0
    for path, _, names in os.walk(folder):
        if any(name.endswith(_PYTHON_FILES) for name in names):
            return False
        size += sum(os.stat(os.path.join(path, name)).st_size for name in names)
    return size > _LARGE_BYTES


def _is_large_without_paths(file: Path, paths: list[bytes]) -> bool:
    if file.stat().st_size <= _LARGE_BYTES:
        return False
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return all(data.find(path) < 0 for path in paths)


def compilers() -> list[str]:
    """List the paths in a cell of the compilers to hide, if this host's own files are bound."""
    if host_paths():
        return []
    return [
        f"/site/triton/{path.relative_to(entry).as_posix()}"
        for entry in _site_entries()
        for path in entry.glob("backends/*/*")
        if _COMPILERS.fullmatch(f"/site/triton/{path.relative_to(entry).as_posix()}")
    ]


def _site_entries() -> list[Path]:
    """List what numpy, torch, msgspec, Triton and their requirements have installed in our site-packages."""
    entries: dict[Path, None] = {}
    todo, done_names = list(_DISTRIBUTIONS), {"setuptools"}  # torch needs it only to build extensions
    while todo:
        name = todo.pop()
        if name in done_names:
            continue
        done_names.add(name)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        todo += [re.split(r"[^\w.-]", need)[0].lower() for need in package.requires or () if "extra ==" not in need]
        files = (package.read_text("RECORD") or "").splitlines()
        tops = dict.fromkeys(line.split(",")[0].split("/")[0].strip('"') for line in files)
        entries |= {Path(str(package.locate_file(top))): None for top in tops if top not in ("..", "", "__pycache__")}
    return [path for path in entries if path.exists()]
