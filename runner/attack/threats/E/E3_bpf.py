"""E3: Load a program into the kernel.

BPF's verifier has been wrong more than once (CVE-2020-8835, CVE-2021-3490), and each time an ordinary user became root.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

attributes = ctypes.create_string_buffer(128)

# %% every command
for command in range(40):
    answers("EPERM", "bpf", command, attributes, 128)
# %% no command
answers("EPERM", "bpf", 9999, attributes, 16)
answers("EPERM", "bpf", 0, 0, 2**20)
# %% the older kind, as a filter of one's own
answers("ENOSYS", "seccomp", 1, 0, 0)
answers("EPERM", "prctl", 22, 2, attributes)
