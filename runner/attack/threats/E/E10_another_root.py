"""E10: Change the root directory.

A process that may chroot can leave a chroot: it makes one deeper, keeps a descriptor outside, and climbs up.
DOMjudge's `test-chroot-escape` does this.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

os.mkdir("/tmp/deeper")
for place in (b"/tmp/deeper", b"/tmp", b".", b"/nowhere"):
    answers("EPERM", "chroot", place)
    answers("EPERM", "pivot_root", place, place)
answers("EPERM", "pivot_root", b".", b".")
answers("EPERM", "chroot", 0)
