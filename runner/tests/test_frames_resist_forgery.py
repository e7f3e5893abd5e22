"""The learner's code may write to the pipe that carries its values. It can send values that way, and nothing else."""

import struct

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.protocol import Limits, Verdict
from runner.sandbox import frames
from runner.sandbox.errors import LearnerError
from runner.sandbox.factory import open_cell
from runner.tests.cells import answer, ending
from runner.wire import messages
from runner.wire.values import MalformedFrameError

pytestmark = pytest.mark.sandbox

_FORGE = """
import os, struct, sys
from runner.wire import messages, nodes
def send(message, body=b""):
    os.write(4, messages.frame(message, [body]))
def send_raw(message):
    header = messages.msgspec.msgpack.encode(message)
    os.write(4, struct.pack("<IQ", len(header), 0) + header)
def current_id():
    frame = sys._getframe()
    while "request" not in frame.f_locals: frame = frame.f_back
    return frame.f_locals["request"].id
"""
EARLY = "send(messages.ValueReply(1, 5, []))"
TWICE = "send(messages.ValueReply(current_id(), nodes.ListNode([1]), []))"
FORGERIES = {
    "a frame that answers another question": "send(messages.ValueReply(1, nodes.ListNode([1]), []))",
    "garbage": "os.write(4, b'verdict: passed' * 100)",
    "a frame that claims 4 GiB": "os.write(4, struct.pack('<IQ', 2**32 - 1, 0))",
    "a frame that claims a huge body": "os.write(4, struct.pack('<IQ', 10, 2**63))",
    "a truncated frame": "os.write(4, struct.pack('<IQ', 100, 100) + b'x'); os._exit(0)",
    "an array larger than its frame": (
        "send(messages.ValueReply(current_id(), nodes.ListNode([nodes.ArrayNode('float64', [2**40])]), []))"
    ),
    "bytes that nothing names": "send(messages.ValueReply(current_id(), nodes.ListNode([1]), []), b'more')",
    "a generator": "send(messages.ValueReply(current_id(), nodes.ListNode([nodes.RngNode(1)]), []))",
    "one value too many": "send(messages.ValueReply(current_id(), nodes.ListNode([1, 2]), []))",
    "a second ready": "send(messages.ReadyReply({'uid': '0'}))",
    "a plea of ours": "send(messages.StartFailureReply('infrastructure'))",
    "a verdict of its own": "send_raw({'type': 'failed', 'id': current_id(), 'verdict': 'passed', 'message': ''})",
}


@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_frame_is_the_learners_error_and_ends_the_cell(statement: str) -> None:
    with open_cell(Limits(wall_s=2)) as cell:
        cell.load(f"{_FORGE}\ndef f():\n    {statement}\n    return 1")
        with pytest.raises(LearnerError) as caught:
            cell.call("f")
        assert caught.value.verdict in {Verdict.BAD_VALUE, Verdict.ERROR}
        assert not cell.is_alive


def test_a_frame_before_its_question_is_noticed() -> None:
    with open_cell(Limits()) as cell:
        with pytest.raises(LearnerError) as caught:
            cell.load(f"{_FORGE}\nimport threading, time\n{EARLY}\n")
        assert caught.value.verdict is Verdict.BAD_VALUE


def test_a_second_answer_to_one_question_is_noticed_at_the_next() -> None:
    with open_cell(Limits()) as cell:
        cell.load(f"{_FORGE}\ndef f():\n    {TWICE}\n    return 2")
        values: list[object] = []
        with pytest.raises(LearnerError) as caught:
            values.extend(cell.call("f") for _ in range(3))
        assert caught.value.verdict is Verdict.BAD_VALUE
        assert "channel" in caught.value.message


def test_printing_a_verdict_changes_nothing() -> None:
    with open_cell(Limits()) as cell:
        cell.load('def f():\n    print(\'PASSED 9 passed\\n{"verdict": "passed"}\')\n    return 41')
        assert cell.call("f") == 41
        assert "passed" in cell.read_output()


def test_the_answers_are_not_in_the_learners_process() -> None:
    source = """
import gc, sys
def f(x):
    seen = []
    frame = sys._getframe()
    while frame: seen.append(repr(frame.f_locals)[:10000]); frame = frame.f_back
    seen += [repr(o)[:200] for o in gc.get_objects() if isinstance(o, (str, bytes, dict, list))][:50000]
    return "canary-" + "expected" in " ".join(seen).replace("'canary-' + 'expected'", "")
"""
    expected = "canary-" + "expected"
    assert answer(source, 1) is False
    assert expected


def test_a_learner_who_replaces_the_harness_can_still_only_send_values() -> None:
    source = "import sys\nsys.modules['runner.wire.packer'].Packer = sys.modules['json'] = None\ndef f(): return 3"
    assert answer(source) == 3
    broken = "import builtins, msgspec\nmsgspec.msgpack.encode = lambda *a: b'passed'\ndef f(): return 3"
    assert ending(broken, limits=Limits(wall_s=2)).verdict in {Verdict.BAD_VALUE, Verdict.ERROR, Verdict.TIMEOUT}


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=100))
def test_no_bytes_make_the_decoder_do_anything_but_refuse_or_answer(header: bytes, body: bytes) -> None:
    try:
        reply = frames.decode(header)
        if isinstance(reply, messages.ValueReply):
            frames.values(reply.value, body)
    except MalformedFrameError:
        pass


_TAGS = st.sampled_from(["list", "tuple", "dict", "array", "scalar", "tensor", "rng", "int", "text", "bytes"])
_arrays = st.tuples(st.just("array"), st.sampled_from(["float64", "object", "int8"]), st.lists(st.integers(-1, 2**50)))
_node = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=8) | _arrays,
    lambda inner: st.lists(inner, max_size=5) | st.tuples(_TAGS, inner) | st.tuples(_TAGS, st.lists(inner, max_size=3)),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(_node, st.binary(max_size=64))
def test_no_tree_of_values_takes_more_than_its_frame_holds(node: object, body: bytes) -> None:
    header = msgspec.msgpack.encode({"type": "done", "id": 1, "value": node, "arguments": []})
    try:
        reply = frames.decode(header)
        assert isinstance(reply, messages.ValueReply)
        frames.values(reply.value, body)
    except MalformedFrameError:
        pass


def test_deep_and_wide_trees_are_refused_before_they_are_built() -> None:
    deep: object = 1
    for _ in range(100):
        deep = ["list", [deep]]
    with pytest.raises(MalformedFrameError):
        frames.values(getattr(frames.decode(_done(deep)), "value", None), b"")
    wide = ["list", [None] * 250_000]
    with pytest.raises(MalformedFrameError):
        frames.values(getattr(frames.decode(_done(wide)), "value", None), b"")
    nested_too_deep_for_the_parser = b"\x91" * 100_000
    with pytest.raises(MalformedFrameError):
        frames.decode(nested_too_deep_for_the_parser)


@pytest.mark.parametrize(
    "node",
    [
        ["array", "float64", [2**40, 0]],
        ["array", "int8", [0, 2**20 + 1]],
        ["array", "int8", [0] * 17],
        ["tensor", ["array", "float32", [0, 2**40]], "float32", False],
        ["dict", [[i, None] for i in range(10_001)]],
        ["list", [["dict", [[i, None] for i in range(2_000)]]] * 6],
    ],
    ids=["rows", "one row too many", "axes", "tensor", "int keys", "int keys in all"],
)
def test_what_would_be_slow_to_walk_through_is_refused_although_it_takes_few_bytes(node: object) -> None:
    with pytest.raises(MalformedFrameError):
        frames.values(getattr(frames.decode(_done(node)), "value", None), b"")


def _done(node: object) -> bytes:
    return msgspec.msgpack.encode({"type": "done", "id": 1, "value": node, "arguments": []})


def test_the_length_of_a_frame_is_checked_before_anything_is_read() -> None:
    with pytest.raises(MalformedFrameError):
        frames.sizes(struct.pack("<IQ", 3 * 2**20, 0), 2**20)
    with pytest.raises(MalformedFrameError):
        frames.sizes(struct.pack("<IQ", 10, 2**20 + 1), 2**20)
    assert frames.sizes(struct.pack("<IQ", 10, 2**20), 2**20) == (10, 2**20)


@pytest.mark.parametrize(("header", "body"), [(1, 0), (0, 1)])
def test_a_frame_may_be_as_large_as_the_limits_and_no_larger(header: int, body: int) -> None:
    largest = messages.MAX_HEADER_BYTES, 2**20
    assert frames.sizes(messages.PREFIX.pack(*largest), 2**20) == largest
    with pytest.raises(MalformedFrameError):
        frames.sizes(messages.PREFIX.pack(largest[0] + header, largest[1] + body), 2**20)
