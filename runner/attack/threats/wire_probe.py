import os
import stat
import struct
import sys

import numpy as np

REPLIES = 4

try:
    from runner.wire import messages, nodes

    if not (stat.S_ISFIFO(os.fstat(REPLIES).st_mode) or stat.S_ISSOCK(os.fstat(REPLIES).st_mode)):
        raise OSError
except (ImportError, OSError):
    print("OTHERWISE: the harness or its channel is not where this attack looks for it")


def current():
    """The id of the question that is being asked, found in the frames of our callers."""
    frame = sys._getframe()
    while "request" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["request"].id


def write(data):
    left = memoryview(data)
    while left:
        left = left[os.write(REPLIES, left) :]


def send(message, body=b""):
    write(messages.frame(message, [body]))


def forge(message, body=b""):
    """Send a message that need not be one of the wire's."""
    header = messages.msgspec.msgpack.encode(message)
    write(struct.pack("<IQ", len(header), len(body)) + header + body)


def array(values):
    """A reply's node and bytes for one array of floats."""
    data = np.asarray(values, dtype="<f8")
    return nodes.ListNode([nodes.ArrayNode("float64", list(data.shape))]), data.tobytes()


def after(action):
    """A function that acts, and then returns its argument."""

    def act_and_return(x):
        action(x)
        return x

    return act_and_return
