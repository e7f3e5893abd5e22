"""The runner: judge, sandbox, worker. Judges run side by side, so each computes on one thread.

Threads of a library that wait for each other on a busy processor make a multiplication of small matrices take
milliseconds instead of microseconds. It is set here because a library reads it once, while it is imported.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
