"""H5: Pass a message through an open file that two processes share: its position and its flags.

An inherited descriptor is a copy, but the open file behind it is shared. Setting O_NONBLOCK or O_APPEND on it or
moving its position affects every process that has it, so each cell must have opened its own.

+++
verdict = ["passed"]
prelude = "probe.py"
together = true
layers = ["single use", "environment"]
+++
"""

import fcntl

NOTE = os.O_NONBLOCK | os.O_APPEND


def look():
    for descriptor in range(5):
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        if flags & (os.O_APPEND | os.O_NONBLOCK):
            print("BREACH a flag on", descriptor, hex(flags))
        try:
            if position := os.lseek(descriptor, 0, os.SEEK_CUR):
                print("BREACH the position of", descriptor, "is", position)
        except OSError:
            pass


# %% plant
look()
for descriptor in range(3):  # not on the channel of the calls, which would only hurt oneself
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | NOTE)
try:
    os.lseek(0, 4242, os.SEEK_SET)
except OSError:
    pass
# %% look
look()
# %% look once more
look()
