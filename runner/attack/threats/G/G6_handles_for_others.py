"""G6: Hand a piece of the device's memory to another cell, by a handle.

The driver exports memory as 64 bytes that any process of the same user may open, or as a descriptor for a socket. With
one tenant at a time, each with its own user id, there is nobody to hand it to.

+++
script = true
device = "gpu"
layers = ["single use", "one tenant", "seccomp", "identity"]
+++
"""

from pathlib import Path

from runner.protocol import Device

PRELUDE = (Path(__file__).parent.parent / "gpu.py").read_text()
EXPORT = PRELUDE + """
cuda = reach()
if cuda:
    handle = ctypes.create_string_buffer(64)
    try:
        cuda.call("cuIpcGetMemHandle", handle, ctypes.c_uint64(cuda.allocate(2**21)))
        print("handle", handle.raw.hex())
    except CudaError as error:
        print("stopped", error.errno)
"""
IMPORT = PRELUDE + """
class Handle(ctypes.Structure):
    _fields_ = [("reserved", ctypes.c_char * 64)]


cuda = reach()
if cuda:
    handle = Handle.from_buffer_copy(bytes.fromhex({handle!r}))
    try:
        print("opened", cuda.get(ctypes.c_uint64, "cuIpcOpenMemHandle_v2", handle, 1))
    except CudaError as error:
        print("stopped", error.errno)
"""


def attack(harness):
    words = harness.grade(EXPORT, device=Device.GPU).report.output.split()
    if "handle" not in words:
        return ""
    source = IMPORT.format(handle=words[words.index("handle") + 1])
    printed = harness.grade(source, device=Device.GPU).report.output
    return f"another cell opened it: {printed}" if "opened" in printed else ""
