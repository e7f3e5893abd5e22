"""Cells read Python and its libraries from a copy that contains no path of this host."""

from __future__ import annotations

import os
import py_compile
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runner.sandbox import library

_HOST = b"/home/somebody/python"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small package and a small Python, on a host whose Python is in a home directory."""
    package = tmp_path / "site-packages" / "toy"
    package.mkdir(parents=True)
    (package / "RECORD").write_text("toy/__init__.py")
    source = package / "__init__.py"
    source.write_text(f"WHERE = {_HOST.decode()!r}\n")
    py_compile.compile(str(source), dfile=f"{_HOST.decode()}/toy/__init__.py")
    (package / "tests").mkdir()
    (package / "tests" / "test_toy.py").write_text("")
    build = tmp_path / "stdlib" / "_sysconfigdata__linux_.py"
    build.parent.mkdir()
    build.write_text(f"build_time_vars = {{'prefix': {_HOST.decode()!r}, 'SIZEOF_LONG': 8}}\n")
    binds = ((str(package), "/site/toy"), (str(build.parent), "/python/lib/python3.11"))
    monkeypatch.setattr(library, "originals", lambda: iter(binds))
    monkeypatch.setattr(library, "host_paths", lambda: [_HOST])
    monkeypatch.setattr(library, "_FOLDERS", (tmp_path / "var" / "cells",))
    library.binds.cache_clear()
    yield package
    library.binds.cache_clear()


def _files(tree: Path) -> Iterator[Path]:
    return (path for path in tree.rglob("*") if path.is_file())


def test_no_file_of_a_copy_names_its_origin(installed: Path) -> None:
    tree = Path(library.binds()[1][0]).parent
    assert {path.name for path in _files(tree)} >= {"__init__.py", "_sysconfigdata__linux_.py"}
    assert [path for path in _files(tree) if _HOST in path.read_bytes()] == []
    assert "SIZEOF_LONG" in (tree / "python/lib/python3.11/_sysconfigdata__linux_.py").read_text()
    assert not list(tree.rglob("test*"))


def test_a_compiled_file_of_a_copy_still_matches_its_source(installed: Path) -> None:
    site = Path(library.binds()[1][0])
    source, (compiled,) = site / "toy" / "__init__.py", (site / "toy" / "__pycache__").iterdir()
    _, _, modified, size = struct.unpack("<4I", compiled.read_bytes()[:16])
    assert (modified, size) == (int(source.stat().st_mtime), source.stat().st_size)
    assert compiled.read_bytes()[16:] != b""


def test_every_user_may_read_a_copy_under_any_umask(installed: Path) -> None:
    """A cell runs as another user, and an ordinary user may use the copy that root made."""
    before = os.umask(0o077)
    try:
        tree = library._make("name", [_HOST])
    finally:
        os.umask(before)
    assert [path for path in (tree, *tree.rglob("*")) if path.stat().st_mode & 0o044 != 0o044] == []
    assert [path for path in (tree, *tree.rglob("*")) if path.is_dir() and path.stat().st_mode & 0o011 != 0o011] == []


@pytest.mark.parametrize("path", [b"/opt/a", b"/srv/py", b"/home/somebody/.pyenv/versions/3.11.7"])
def test_a_neutral_path_is_as_long_and_leads_to_python_in_a_cell(path: bytes) -> None:
    assert len(library.neutral(path)) == len(path)
    assert os.path.normpath(library.neutral(path)) in (b"/python", b"/", b"//", b"/python/3.11.7")


def test_a_version_at_the_end_of_a_path_is_kept_because_the_interpreter_may_share_its_bytes() -> None:
    assert library.neutral(b"/home/somebody/.pyenv/versions/3.11.7").endswith(b"/3.11.7")


def test_many_processes_at_once_make_one_copy(installed: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        trees = set(pool.map(lambda _: library._make("name", [_HOST]), range(8)))
    assert trees == {tmp_path / "var" / "cells" / "name"}
    assert sorted(os.listdir(tmp_path / "var" / "cells")) == ["lock", "name"]


def test_another_version_of_a_package_gets_its_own_copy(installed: Path) -> None:
    before = library.fingerprint()
    assert library.fingerprint() == before
    (installed / "RECORD").write_text("toy/__init__.py, another version")
    assert library.fingerprint() != before


def test_a_copy_that_others_could_have_changed_is_not_used(installed: Path) -> None:
    tree = library._make("name", [_HOST])
    assert library._find("name") == tree
    tree.chmod(0o777)
    assert library._find("name") is None


def test_without_a_writable_cache_the_copy_is_made_for_this_process(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setattr(library, "_FOLDERS", (blocked / "cells",))
    assert Path(library.binds()[0][0]).is_dir()


def test_a_failed_copy_leaves_no_files(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(library, "_copy_file", full)
    with pytest.raises(OSError, match="No space"):
        library.binds()
    assert os.listdir(tmp_path / "var" / "cells") == ["lock"]


def test_the_systems_own_python_is_bound_without_a_copy(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "host_paths", list)
    assert library.binds() == tuple(library.originals())


def test_a_folder_of_large_files_without_python_is_bound_without_a_copy(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installed / "lib").mkdir()
    (installed / "lib" / "libtoy.so").write_bytes(bytes(2**10))
    monkeypatch.setattr(library, "_LARGE_BYTES", 2**9)
    assert (str(installed / "lib"), "/site/toy/lib") in library.binds()
    (site,) = (Path(source) for source, target in library.binds() if target == "/site")
    assert list((site / "toy" / "lib").iterdir()) == []


def test_a_large_file_without_a_path_of_this_host_is_bound_without_a_copy(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installed / "clean.so").write_bytes(bytes(2**10))
    (installed / "told.so").write_bytes(bytes(2**10) + _HOST)
    monkeypatch.setattr(library, "_LARGE_BYTES", 2**9)
    assert (str(installed / "clean.so"), "/site/toy/clean.so") in library.binds()
    (site,) = (Path(source) for source, target in library.binds() if target == "/site")
    assert (site / "toy" / "clean.so").read_bytes() == b""
    assert _HOST not in (site / "toy" / "told.so").read_bytes()


def test_a_cell_gets_triton_without_its_compilers(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("bin/ptxas", "lib/libdevice.bc", "driver.py"):
        path = installed / "backends" / "nvidia" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    monkeypatch.setattr(library, "originals", lambda: iter([(str(installed), "/site/triton")]))
    (site,) = (Path(source) for source, target in library.binds() if target == "/site")
    assert [path.name for path in (site / "triton" / "backends" / "nvidia").iterdir()] == ["driver.py"]
