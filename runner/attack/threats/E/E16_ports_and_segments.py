"""E16: Use hardware ports, or define memory segments.

modify_ldt served several exploits (CVE-2015-5157), iopl and ioperm let a program drive the machine. The first is used
by 32-bit emulators and the others by X servers. Learners need none of them.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

buffer = ctypes.create_string_buffer(16)

for function in (0, 1, 2, 0x11):
    answers("ENOSYS", "modify_ldt", function, buffer, 16)
for level in (0, 3):
    answers("ENOSYS", "iopl", level)
answers("ENOSYS", "ioperm", 0x80, 1, 1)
answers("ENOSYS", "ioperm", 0, 65536, 0)
