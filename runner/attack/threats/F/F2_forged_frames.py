"""F2: Forge frames: for another request, too early, too late, cut short, too long, or garbage.

The decoder reads bytes that a learner may have written. Every such stream ends the run as the learner's error, never
as a pass and never as our fault, and none crashes the decoder.

+++
verdict = ["bad_value", "error", "failed"]
prelude = "wire_probe.py"
layers = ["frames"]

[part]
"a frame that stops half-way" = { verdict = ["timeout", "bad_value", "error"] }
"a late frame" = { verdict = ["bad_value", "error", "failed"] }
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
double = lambda x: x


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


double = after(lambda x: threading.Thread(target=late).start())


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
double = after(lambda x: write(struct.pack("<IQ", 2**31, 2**62)))
# %% empty
double = after(lambda x: write(struct.pack("<IQ", 0, 0)))
# %% garbage
double = after(lambda x: write(os.urandom(2**16)))
# %% text
double = after(lambda x: write(b'{"verdict": "passed", "checks": []}\n' * 100))
# %% bytes that no value names
double = after(lambda x: send(messages.ValueReply(current(), nodes.ListNode([1.0]), []), b"more"))
# %% more values than were asked for
double = after(lambda x: send(messages.ValueReply(current(), nodes.ListNode([1.0] * 1000), [])))
# %% an object where a list should be
double = after(lambda x: send(messages.ValueReply(current(), nodes.DictNode([("verdict", "passed")]), [])))
# %% a verdict of its own
double = after(lambda x: forge({"type": "failed", "id": current(), "verdict": "passed", "message": ""}))
# %% our fault, it says
double = after(lambda x: forge({"type": "failed", "id": current(), "verdict": "internal", "message": ""}))
# %% a broken door, it says
double = after(lambda x: send(messages.StartFailureReply("infrastructure: please retry")))
# %% ready once more
double = after(lambda x: send(messages.ReadyReply({"uid": "0"})))
# %% a dtype that is not one
double = after(
    lambda x: forge(
        {"type": "done", "id": current(), "value": ["list", [["array", "object", [3]]]], "arguments": []}, bytes(24)
    )
)
# %% a length below zero
double = after(
    lambda x: forge(
        {"type": "done", "id": current(), "value": ["list", [["array", "float64", [-1, -3]]]], "arguments": []},
        bytes(24),
    )
)


# %% names of arguments that soil a report
def double(x):
    node, body = array(x)
    send(messages.ValueReply(current(), node, [("\x1b[31m<script>\x00" * 5, b"")] * 64), body)
    os._exit(0)


# %% a message that soils a report
def double(x):
    send(messages.FailureReply(current(), "error", "\x1b[31mline 1: \x00\u202e passed\x9b" * 100, 1))
    os._exit(0)
