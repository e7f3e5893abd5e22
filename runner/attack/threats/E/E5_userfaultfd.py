"""E5: Stop the kernel in the middle of a copy.

With userfaultfd an attacker decides when a page arrives, and so can win any race inside the kernel. Most exploits of
use-after-free bugs since 2016 contain it.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

USER_MODE_ONLY = 1

answers("EPERM", "userfaultfd", USER_MODE_ONLY)
answers("EPERM", "userfaultfd", USER_MODE_ONLY | os.O_NONBLOCK | os.O_CLOEXEC)
answers("EPERM", "userfaultfd", 0)
answers("EPERM", "userfaultfd", 2**31)
