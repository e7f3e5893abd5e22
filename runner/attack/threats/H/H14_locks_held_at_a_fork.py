"""H14: Block forever on a lock that was held when the process was forked.

A fork copies one thread and every lock. OpenBLAS, OpenMP, malloc, logging and the import system have all blocked
children this way (pytorch #17199, numpy #30092). The first submission leaves all of them held, and the next ones use
each.

+++
verdict = ["passed"]
together = true
layers = ["single use", "clock"]
limits = { wall_s = 20.0, cpu_s = 20.0, memory_mib = 512 }
+++
"""

import _imp
import logging
import sys
import threading
import time

import numpy as np
import torch


def double(x):
    return x * 2


def compute():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(120, 120))
    if not np.allclose(a @ np.linalg.inv(a), np.eye(120), atol=1e-6):
        print("BREACH inverse")
    u, s, v = np.linalg.svd(a)
    if not np.allclose(u * s @ v, a) or not np.allclose(np.einsum("ij,jk->ik", a, a), a @ a):
        print("BREACH factors")
    np.linalg.det(a), np.linalg.eigvals(a), np.linalg.qr(a), np.linalg.cholesky(a @ a.T), np.fft.fft(a)
    weights = torch.randn(64, 64, requires_grad=True)
    optimiser = torch.optim.AdamW([weights])
    for _ in range(3):
        torch.nn.functional.scaled_dot_product_attention(
            *(weights.expand(2, 4, 64, 64),) * 3
        ).square().mean().backward()
        optimiser.step()
    (
        torch.linalg.svd(weights),
        torch.linalg.lu_factor(weights),
        torch.nn.functional.conv2d(torch.ones(1, 3, 16, 16), torch.ones(4, 3, 3, 3)),
    )
    logging.getLogger("descent").warning("still here")
    import wave  # something that nobody has imported before
    import zipapp

    print("done", wave.__name__, zipapp.__name__)
    sys.stderr.flush()


# %% hold every lock
def hold():
    logging._acquireLock() if hasattr(logging, "_acquireLock") else logging._lock.acquire()
    for handler in (*logging.getLogger().handlers, logging.lastResort):
        handler.acquire()
    _imp.acquire_lock()
    time.sleep(60)


def keep_busy():
    a = np.random.default_rng(1).normal(size=(300, 300))
    while True:
        np.linalg.svd(a @ a)
        [bytearray(2**16) for _ in range(64)]


for work in (hold, keep_busy, keep_busy):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.1)
# %% use them
compute()
# %% use them in threads
threads = [threading.Thread(target=compute) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
# %% use them in the call, once more
compute()
