"""Cells on the stand-in's cards: real bubblewrap, real lockdown; only CUDA's start is replaced."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from runner.hardware import driver_files, launcher
from runner.sandbox import bubblewrap
from runner.tests import stand_in
from runner.tests.cells import copy_cell_modules
from runner.tests.stand_in import StandIn

DEVICE = "NVIDIA Stand-In"
# What libcuda is known to need while it starts (docs/decisions/0012-cells-on-a-card.md), without it: a thread whose
# name it sets through /proc, a socket, a file in memory, a pipe, the nodes, and what it reads.
_START_CUDA = """

def start_cuda():
    import socket, threading
    kept.append(os.open("/dev/nvidiactl", os.O_RDWR))
    kept.append(os.open("/dev/nvidia-uvm", os.O_RDWR))
    kept.extend(os.pipe2(os.O_CLOEXEC))
    kept.append(os.memfd_create("cuda"))
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind("\\0cuda-uvmfd-stand-in")
    listener.listen()
    kept.append(listener)
    started = threading.Event()
    def wait():
        started.set()
        threading.Event().wait()
    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    started.wait()
    with open(f"/proc/self/task/{thread.native_id}/comm", "w") as comm:
        comm.write("cuda-stand-in")
    open("/proc/devices").close()
    open("/driver/libcuda.so.1").close()
    return "NVIDIA Stand-In"

kept = []
"""
# A torch without CUDA, as Triton asks it about the card.
_TORCH = """

start_stand_in = start_cuda

def start_cuda():
    name = start_stand_in()
    if "triton" in sys.modules:
        import types
        torch, driver = sys.modules["torch"], sys.modules["triton.backends.nvidia.driver"]
        torch.Tensor.cuda = lambda self: self
        torch.cuda.current_device = lambda: 0
        torch.cuda.get_device_capability = lambda device=None: (8, 0)
        torch.cuda.current_stream = lambda device=None: types.SimpleNamespace(cuda_stream=0)
        driver.CudaDriver.get_active_torch_device = lambda self: torch.device("cpu")
    return name
"""
_BUILD = launcher._find_or_build.__wrapped__  # as often as it is asked, because each test has its own folder
_SOURCE = Path(__file__).with_name("stand_in_cuda.c")


@contextmanager
def cards(folder: Path, count: int = 2, start_cuda: str = _START_CUDA, *, launches: bool = False) -> Iterator[StandIn]:
    """A host with cards on which cells can be made.

    Args:
        start_cuda: what is written below the harness's own.
        launches: whether Triton can launch kernels. A driver that we wrote takes them.
    """
    copy = folder / "harness" / "runner"
    copy.mkdir(parents=True)
    copy_cell_modules(copy)
    module = copy / "harness" / "card.py"
    start_cuda += _TORCH if launches else ""
    module.write_text(module.read_text(encoding="utf-8") + start_cuda, encoding="utf-8")
    library = folder / "libcuda.so.580.65.06"
    if launches:
        words = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-Wl,-soname,libcuda.so.1"]
        subprocess.run(words, check=True)
    else:
        library.write_bytes(b"\x7fELF")
    for path in (folder, copy.parent):
        path.chmod(0o755)
    with (
        stand_in.host(folder, count) as host,
        mock.patch.object(bubblewrap, "_RUNNER", copy),
        mock.patch.object(driver_files, "libraries", return_value={"libcuda.so.1": library}),
        mock.patch.object(launcher, "_find_or_build", _BUILD if launches else stand_in.build_no_launcher),
    ):
        bubblewrap._files.cache_clear()
        try:
            yield host
        finally:
            bubblewrap._files.cache_clear()
