"""H2: Write to memory that a fork shares instead of copying.

What was mapped shared before the fork, by multiprocessing, by torch or by a library, is one page for all cells. The
test reads the kernel's list of each cell's memory from outside while the cell runs. From inside, no shared memory can
be made.

+++
script = true
layers = ["seccomp", "single use"]
+++
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SOURCE = """
import mmap
import multiprocessing.shared_memory
import time

import torch

for attempt in (
    lambda: torch.ones(3).share_memory_(),
    lambda: torch.multiprocessing.Queue(),
    lambda: multiprocessing.shared_memory.SharedMemory("descent", create=True, size=4096),
    lambda: multiprocessing.shared_memory.SharedMemory("descent"),
    lambda: multiprocessing.Value("i"),
    lambda: multiprocessing.Array("d", 8),
    lambda: mmap.mmap(-1, 4096),
    lambda: mmap.mmap(-1, 4096, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS),
    lambda: torch.from_file("/tmp/shared", shared=True, size=8),
):
    try:
        attempt()
        print("BREACH", attempt.__code__.co_names)
    except (OSError, RuntimeError, ImportError):
        pass
time.sleep(1.0)


def double(x):
    return x * 2
"""


def cells():
    """Processes behind a filter, in a pid namespace of their own: every cell of this host, and no other's business."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
            own_namespace = len(status.partition("NSpid:")[2].partition("\n")[0].split()) > 1
            if own_namespace and "Seccomp:\t2" in status and status.count("python"):
                yield folder.name, (folder / "maps").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            pass  # it has ended, or is somebody else's


def attack(harness):
    seen = set()
    with ThreadPoolExecutor(2) as pool:
        limits = {"wall_s": 10.0, "cpu_s": 10.0, "memory_mib": 512}
        graded = [pool.submit(harness.grade, SOURCE, "double", limits=limits) for _ in range(2)]
        while not all(attempt.done() for attempt in graded):
            for pid, maps in cells():
                seen.add(pid)
                if shared := [line for line in maps.splitlines() if line.split()[1].endswith("s")]:
                    return f"a cell has a page in common with others: {shared[0]}"
    if not seen:
        return "no cell was seen"
    return next((attempt.result().breach for attempt in graded if attempt.result().breach), "")
