"""Triton's kernels in a cell on a card, compiled and launched without starting a program.

By itself Triton starts three: ptxas, which makes machine code of a kernel's PTX; a C compiler, which builds the module
that launches kernels; and ldconfig, which finds libcuda. A cell executes none. So a kernel ends as PTX here, and the
driver makes machine code of it in this process, as it does for whoever loads PTX. The module that launches is built
before any cell is made (:mod:`runner.hardware.launcher`) and lies beside the driver's libraries
(docs/decisions/0018-kernels-compiled-by-the-driver.md).
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

LAUNCHER, LIBDEVICE = "/driver/cuda_utils.so", "/driver/libdevice.10.bc"
_PIPELINE = "PTX for the driver"  # part of the key under which Triton keeps a compiled kernel
_SIZE = 8

Stages = dict[str, Callable[[Any, Any], Any]]


def prepare() -> None:
    """Set Triton up if it is loaded and this host has a launcher, and run a kernel.

    CUDA has started by now, and the filter comes next. What the driver's compiler loads, it loads here.

    Raises:
        RuntimeError: the kernel computes wrongly.
    """
    if "triton" not in sys.modules or not os.path.exists(LAUNCHER):
        return
    triton: Any = sys.modules["triton"]
    compiler: Any = importlib.import_module("triton.backends.nvidia.compiler")
    driver: Any = importlib.import_module("triton.backends.nvidia.driver")
    cache: Any = importlib.import_module("triton.runtime.cache")
    version = _cuda_version()
    compiler.get_ptxas = lambda arch: triton.knobs.NvidiaTool("", version)  # of which only the version is still used
    compiler.get_ptxas_version = lambda arch=0: version
    cache.triton_key = lambda: triton.__version__  # else it reads all of Triton, and this cell's cache dies with it
    triton.knobs.runtime.add_stages_inspection_hook = _end_with_ptx
    driver.compile_module_from_file = _load_launcher
    triton.runtime.driver.set_active(driver.CudaDriver())
    _run_kernel(triton)


def _cuda_version() -> str:
    """The newest CUDA that the driver supports. It understands the PTX of that version and of all before."""
    library = ctypes.CDLL("libcuda.so.1", mode=ctypes.RTLD_GLOBAL)  # the launcher looks for its functions there
    number = ctypes.c_int()
    library.cuDriverGetVersion(ctypes.byref(number))
    return f"{number.value // 1000}.{number.value % 1000 // 10}"


def _end_with_ptx(backend: Any = None, stages: Stages | None = None, *_: Any) -> tuple[str, str] | None:
    """Replace the last stage, which would start ptxas. Without arguments, name this pipeline."""
    if stages is None:
        return _PIPELINE, _PIPELINE
    stages["cubin"] = lambda ptx, metadata: ptx.encode()
    return None


def _load_launcher(*_: Any, **__: Any) -> ModuleType:
    loader = importlib.machinery.ExtensionFileLoader("cuda_utils", LAUNCHER)
    spec = importlib.util.spec_from_loader("cuda_utils", loader)
    assert spec is not None  # noqa: S101 - it has a loader
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def _run_kernel(triton: Any) -> None:
    """Raises RuntimeError: its result is wrong."""
    tl, torch = triton.language, sys.modules["torch"]

    def count(out_ptr):  # type: ignore[no-untyped-def]  # Triton would compile an annotation too
        offsets = tl.arange(0, 8)
        tl.store(out_ptr + offsets, offsets)

    device = triton.runtime.driver.active.get_active_torch_device()
    out = torch.zeros(_SIZE, dtype=torch.int32, device=device)
    triton.jit(count)[(1,)](out)
    if (numbers := out.tolist()) != list(range(_SIZE)):
        raise RuntimeError(f"a Triton kernel counts wrongly on the card: {numbers}")
