"""The module by which Triton launches kernels on a card, built once for this host.

Triton has a C compiler build it at the first launch. It is the same for all kernels, and a cell starts no program. So
it is built here, from Triton's own source, before any cell is made.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

from . import state
from .errors import HardwareError

_COMPILERS = ("cc", "gcc", "clang")
_SECONDS = 120.0
_FIX = "apt install gcc python3-dev (a C compiler and Python's headers), then restart the worker"


def find() -> Path:
    """The module for this host's Python and Triton.

    Raises:
        HardwareError: it can't be built here.
    """
    result = _find_or_build()
    if isinstance(result, HardwareError):
        raise result
    return result


def is_available() -> bool:
    """Whether this host can launch Triton's kernels on a card, as far as one knows without trying."""
    return isinstance(_find_or_build(), Path)


def libdevice() -> Path:
    """Functions such as erf, which Triton links into a kernel. It is data for its compiler, not a program."""
    return _folder() / "lib" / "libdevice.10.bc"


@functools.cache
def _find_or_build() -> Path | HardwareError:
    """A process asks once: a worker looks for what it offers again and again."""
    try:
        source = _folder() / "driver.c"
        facts = [source.read_bytes(), str(sysconfig.get_config_var("EXT_SUFFIX")).encode()]
        path = state.folder() / f"cuda_utils-{hashlib.sha256(b' '.join(facts)).hexdigest()[:16]}.so"
        if not path.exists():
            _build(source, path)
    except HardwareError as error:
        return error
    except OSError as error:
        return HardwareError(f"Triton's launcher can't be built: {error}", _FIX)
    return path


def _folder() -> Path:
    spec = importlib.util.find_spec("triton")
    if spec is None or spec.origin is None:
        raise HardwareError("Triton isn't installed", "pip install -r requirements/triton.txt")
    return Path(spec.origin).parent / "backends" / "nvidia"


def _build(source: Path, path: Path) -> None:
    """Compile it. It contains no path of this host: the name is relative, and assertions would hold those of headers.

    It isn't linked with libcuda. Whoever loads it has loaded that already.
    """
    compiler = next(filter(None, map(shutil.which, _COMPILERS)), None)
    if compiler is None:
        raise HardwareError("there is no C compiler to build Triton's launcher", _FIX)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    command = [compiler, source.name, "-O3", "-DNDEBUG", "-s", "-shared", "-fPIC", "-Wno-psabi", "-o", str(draft)]
    command += ["-Iinclude", f"-I{sysconfig.get_path('include')}"]
    try:
        subprocess.run(command, cwd=source.parent, capture_output=True, text=True, timeout=_SECONDS, check=True)
    except subprocess.SubprocessError as error:
        text = getattr(error, "stderr", None) or str(error)
        raise HardwareError(f"Triton's launcher can't be built: {text.strip()[:300]}", _FIX) from error
    draft.chmod(0o644)
    draft.rename(path)
