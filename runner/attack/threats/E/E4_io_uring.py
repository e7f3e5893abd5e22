"""E4: Make system calls through io_uring, which no filter sees.

What is put on an io_uring is carried out by the kernel without passing seccomp. Google found it in 60 percent of the
exploits that were sent to them in 2022; isolate forbade it in 2026.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

parameters = ctypes.create_string_buffer(120)

answers("EPERM", "io_uring_setup", 8, parameters)
answers("EPERM", "io_uring_setup", 1, 0)
answers("ENOSYS", "io_uring_enter", 0, 1, 0, 0, 0, 0)
answers("ENOSYS", "io_uring_register", 0, 0, 0, 0)
