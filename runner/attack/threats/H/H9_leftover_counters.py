"""H9: Make the next submission start with used-up limits: CPU time, peak memory, a full disk.

A reused control group keeps its counters, and isolate subtracts them. Here submissions that use nearly all of every
limit follow one another, and none gets less than the first.

+++
verdict = ["passed"]
prelude = "probe.py"
together = true
layers = ["single use"]
limits = { wall_s = 10.0, cpu_s = 2.0, memory_mib = 128, disk_mib = 4 }
+++
"""

import resource
import threading
import time


def use_it_all():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    if children.ru_utime + children.ru_stime > 0 or children.ru_maxrss > 0:
        print("BREACH counted for others:", children)
    block = bytearray(90 * 2**20)
    block[::4096] = bytes(len(block) // 4096)
    with open("/tmp/full", "wb") as file:
        file.write(bytes(3 * 2**20))
    for number in range(500):
        open(f"/tmp/{number}", "w").close()
    threading.stack_size(2**18)
    release = threading.Event()
    threads = [threading.Thread(target=release.wait, daemon=True) for _ in range(5)]
    for thread in threads:
        thread.start()
    release.set()
    start = time.process_time()
    while time.process_time() - start < 1.0:
        pass


# %% the first
use_it_all()
# %% the second
use_it_all()
# %% the third
use_it_all()
