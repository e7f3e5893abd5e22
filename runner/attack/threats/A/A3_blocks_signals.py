"""A3: Ignore and block every signal, then loop.

SIGXCPU, SIGALRM and SIGTERM can be caught, so a judge that relies on them waits forever. SIGKILL can't be caught.

+++
verdict = ["timeout"]
layers = ["clock", "rlimits", "pidns"]
+++
"""

import signal
import time

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


# %% and compute
def double(x):
    while True:
        pass


# %% and sleep
double = lambda x: time.sleep(1e9)
