"""E10: Change the root directory.

Whoever may chroot can leave a chroot: one chroot deeper, with a descriptor kept outside, and up. DOMjudge keeps
`test-chroot-escape` for it.

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
