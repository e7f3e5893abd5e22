"""E15: Type into the terminal that the sandbox was started from.

TIOCSTI puts a character into a terminal's input, and the shell behind it runs it (CVE-2017-5226, bubblewrap). The
filter against it compared 64 bits where the kernel reads 32, so setting a higher bit got past it (CVE-2019-10063,
flatpak).

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

STI, LINUX, SCTTY, NOTTY, SETD, CONS = 0x5412, 0x541C, 0x540E, 0x5422, 0x5423, 0x541D
ASYNC, NONBLOCK, GET_FLAGS, SET_FLAGS, CLONE, NS_PARENT = 0x5452, 0x5421, 0x80086601, 0x40086602, 0x40049409, 0xB702
letter = ctypes.create_string_buffer(b"x\n")

# %% every descriptor
for descriptor in range(5):
    answers("ENOTTY", "ioctl", descriptor, STI, letter)
    answers("ENOTTY", "ioctl", descriptor, NONBLOCK, bytes(8))
    answers("ENOTTY", "ioctl", descriptor, ASYNC, bytes(8))
# %% terminals
for request in (STI, LINUX, SCTTY, NOTTY, SETD, CONS):
    for above in (0, 2**32, 2**63, 0xFFFFFFFF << 32):
        answers("ENOTTY", "ioctl", 0, above | request, letter)
# %% files
file = os.open("/tmp/file", os.O_RDWR | os.O_CREAT)
buffer = ctypes.create_string_buffer(64)
for request in (GET_FLAGS, SET_FLAGS, CLONE, NS_PARENT, 0xC0045878, 0x801C581F, 0x401C5820):
    answers("ENOTTY", "ioctl", file, request, buffer)
