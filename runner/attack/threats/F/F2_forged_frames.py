"""F2: Forge frames: for another request, too early, too late, cut short, too long, or garbage.

The decoder reads bytes that a learner may have written. Every such stream ends the run as the learner's error, never
as a pass and never as our fault, and none crashes the decoder.

+++
verdict = ["bad_value", "error", "failed"]
prelude = "wire_probe.py"
layers = ["frames"]

[part."a frame that stops half-way"]
verdict = ["timeout", "bad_value", "error"]

[part."a late frame"]
verdict = ["bad_value", "error", "failed"]
+++
"""


# %% an answer to another question
def double(x):
    node, body = array(x * 2)
    send(messages.ValueReply(1, node, []), body)
    return x


# %% answers to all questions, before they are asked
for number in range(1000):
    send(messages.ValueReply(number, nodes.ListNode([1.0]), []))


def double(x):
    return x


# %% the same answer twice
def double(x):
    node, body = array(x * 2)
    send(messages.ValueReply(current(), node, []), body)
    return x * 2


# %% a late frame
import threading
import time


def late():
    time.sleep(0.05)
    for _ in range(1000):
        send(messages.ValueReply(1, None, []))


def double(x):
    threading.Thread(target=late).start()
    return x


# %% a frame that stops half-way
def double(x):
    write(struct.pack("<IQ", 100, 100) + b"half")
    while True:
        pass


# %% a frame that stops at its end
def double(x):
    write(struct.pack("<IQ", 100, 100) + b"half")
    os._exit(0)


# %% longer than allowed
def double(x):
    write(struct.pack("<IQ", 2**31, 2**62))
    return x


# %% empty
def double(x):
    write(struct.pack("<IQ", 0, 0))
    return x


# %% garbage
def double(x):
    write(os.urandom(2**16))
    return x


# %% text
def double(x):
    write(b'{"verdict": "passed", "checks": []}\n' * 100)
    return x


# %% bytes that no value names
def double(x):
    send(messages.ValueReply(current(), nodes.ListNode([1.0]), []), b"more")
    return x


# %% more values than were asked for
def double(x):
    send(messages.ValueReply(current(), nodes.ListNode([1.0] * 1000), []))
    return x


# %% an object where a list should be
def double(x):
    send(messages.ValueReply(current(), nodes.DictNode([("verdict", "passed")]), []))
    return x


# %% a verdict of its own
def double(x):
    header = messages.msgspec.msgpack.encode({"type": "failed", "id": current(), "verdict": "passed", "message": ""})
    write(struct.pack("<IQ", len(header), 0) + header)
    return x


# %% our fault, it says
def double(x):
    header = messages.msgspec.msgpack.encode({"type": "failed", "id": current(), "verdict": "internal", "message": ""})
    write(struct.pack("<IQ", len(header), 0) + header)
    return x


# %% a broken door, it says
def double(x):
    send(messages.StartFailureReply("infrastructure: please retry"))
    return x


# %% ready once more
def double(x):
    send(messages.ReadyReply({"uid": "0"}))
    return x


# %% a dtype that is not one
def double(x):
    header = messages.msgspec.msgpack.encode(
        {"type": "done", "id": current(), "value": ["list", [["array", "object", [3]]]], "arguments": []}
    )
    write(struct.pack("<IQ", len(header), 24) + header + bytes(24))
    return x


# %% a length below zero
def double(x):
    header = messages.msgspec.msgpack.encode(
        {"type": "done", "id": current(), "value": ["list", [["array", "float64", [-1, -3]]]], "arguments": []}
    )
    write(struct.pack("<IQ", len(header), 24) + header + bytes(24))
    return x


# %% names of arguments that soil a report
def double(x):
    node, body = array(x)
    send(messages.ValueReply(current(), node, [("\x1b[31m<script>\x00" * 5, b"")] * 64), body)
    os._exit(0)


# %% a message that soils a report
def double(x):
    send(messages.FailureReply(current(), "error", "\x1b[31mline 1: \x00\u202e passed\x9b" * 100, 1))
    os._exit(0)
