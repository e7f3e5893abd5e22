"""C15: Open a file by its number, without a path.

A handle names a file of a whole file system, whichever part of it is mounted. "shocker" escaped from Docker that way.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "identity"]
+++
"""

import struct

# %% a handle
handle = ctypes.create_string_buffer(struct.pack("<Ii", 128, 0), 136)
mount = ctypes.c_int()
for place in (b"/", b"/site", b"/tmp", b"/python", b"/usr/lib"):
    refused(
        "a handle", lambda: call("name_to_handle_at", -100, place, handle, ctypes.byref(mount), 0), "ENOSYS", "EPERM"
    )
# %% the root of the host's file system, whose number is nearly always 2
for number in (2, 64, 128, 256):
    root = ctypes.create_string_buffer(struct.pack("<IiII", 8, 1, number, 0), 16)
    for place in ("/site", "/python", "/usr/lib", "/cell/runner/harness"):
        descriptor = os.open(place, os.O_RDONLY)
        refused("open", lambda: call("open_by_handle_at", descriptor, root, os.O_RDONLY), "ENOSYS", "EPERM")
        os.close(descriptor)
