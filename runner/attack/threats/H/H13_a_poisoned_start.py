"""H13: Leave changed settings in the process: threads, signal mask, folder, locale, error state, hooks.

Anything that a warm process has done is in each of its forks. The first submission changes every setting that a
process has, and the next ones check that each is as Python sets it.

+++
verdict = ["passed"]
together = true
layers = ["single use"]
limits = { wall_s = 10.0, cpu_s = 10.0, memory_mib = 512 }

[part]
"turn every switch" = { verdict = ["passed", "failed", "error", "bad_value"] }
+++
"""

import decimal
import gc
import locale
import os
import signal
import sys
import threading
import time
import warnings

import numpy as np
import torch


def double(x):
    return x * 2


def look():
    kept = {
        "folder": os.getcwd() == "/tmp",
        "umask": os.umask(0o077) == 0o077,
        "signal mask": not signal.pthread_sigmask(signal.SIG_BLOCK, []),
        "signals": all(
            signal.getsignal(number) is signal.SIG_DFL
            for number in {*signal.valid_signals()} - {signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ, 32, 33}
        ),
        "threads": threading.active_count() == 1,
        "locale": locale.setlocale(locale.LC_NUMERIC) in ("C", "C.UTF-8")
        and locale.localeconv()["decimal_point"] == ".",
        "time zone": time.timezone == 0,
        "recursion": sys.getrecursionlimit() == 1000,
        "switching": sys.getswitchinterval() == 0.005,
        "collection": gc.isenabled() and not gc.get_debug(),
        "hooks": sys.gettrace() is None and sys.getprofile() is None and sys.excepthook is sys.__excepthook__,
        "audit": not hasattr(sys, "poison"),
        "warnings": not any(action == "error" for action, *_ in warnings.filters),
        "decimals": decimal.getcontext().prec == 28,
        "numpy's errors": np.geterr()["divide"] == "warn" and np.geterr()["under"] == "ignore",
        "torch's dtype": torch.get_default_dtype() is torch.float32,
        "torch's gradients": torch.is_grad_enabled() and not torch.is_inference_mode_enabled(),
        "torch's threads": torch.get_num_threads() == 1,
        "torch's rigour": not torch.are_deterministic_algorithms_enabled() and not torch.is_anomaly_enabled(),
        "torch's device": torch.get_default_device().type == "cpu" and not torch.cuda.is_initialized(),
        "denormal numbers": float(torch.tensor([1e-310], dtype=torch.float64) * 1.0) > 0
        and np.float64(1e-310) * 1.0 > 0,
        "rounding": 0.1 + 0.2 == 0.30000000000000004 and np.rint(2.5) == 2.0,
    }
    for name, is_so in kept.items():
        if not is_so:
            print("BREACH", name)


# %% the first
look()
# %% turn every switch
os.chdir("/")
os.umask(0)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
os.environ["TZ"] = "Asia/Kathmandu"
time.tzset()
sys.setrecursionlimit(400)
sys.setswitchinterval(1.0)
gc.disable()
sys.addaudithook(lambda *event: setattr(sys, "poison", True))
warnings.simplefilter("error")
decimal.getcontext().prec = 3
np.seterr(all="ignore")
torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
torch.use_deterministic_algorithms(True)
torch.set_flush_denormal(True)
torch.set_default_device("meta")
# %% the next
look()
# %% the one after
look()
