"""A hostile peer in the cell's place: whatever bytes it sends and whenever, the judge reports it and goes on."""

from __future__ import annotations

import dataclasses
import re
import secrets
import select
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.catalog import CatalogExercise
from runner.judge import grading
from runner.judge.grading import grade
from runner.protocol import Job, Limits, Verdict
from runner.sandbox.cell import Cell
from runner.sandbox.errors import CellError, LearnerError
from runner.tests.peer import READY, PeerCell, Step
from runner.tests.toy import write_exercise
from runner.wire import messages, nodes
from runner.wire.packer import Packer
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.sandbox

LIMITS = Limits(wall_s=1.0, value_mib=1, output_kib=16)
SECRET = np.random.default_rng(secrets.randbits(64)).random(16)  # what a right answer would be
_GRACE_S = PATIENCE_S  # a judge that waits or counts without end takes longer
_MEMORY_MIB = 40  # the largest header makes 200,000 Python objects, here and in the peer; the largest body is 1 MiB
BLAMED_ON_THE_LEARNER = {Verdict.BAD_VALUE, Verdict.TIMEOUT, Verdict.OUTPUT, Verdict.ERROR, Verdict.MEMORY}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STAND_IN = 0x1122334455667788  # a call's number in a frame that was made before the call

Pieces = list[Step]


def _reply(message: messages.Reply, body: bytes = b"") -> bytes:
    return messages.frame(message, [body])


def _done(call_id: int) -> bytes:
    packer = Packer(2**20)
    node = packer.pack([np.zeros(16), {"a": (1, None, "x" * 5000)}, 2**70, b"bytes"])
    return messages.frame(messages.ValueReply(call_id, nodes.ListNode([node]), []), packer.buffers)


def _failed(call_id: int) -> bytes:
    return _reply(messages.FailureReply(call_id, "error", "line 1: it broke", 1))


def _honest(request: messages.Request) -> bytes:
    if isinstance(request, messages.BeginRequest):
        return _reply(READY)
    if isinstance(request, messages.LoadRequest):
        return _reply(messages.ValueReply(request.id, None, []))
    return _done(request.id)


def _until(kind: type[messages.Request], pieces: Any) -> Any:
    """A script that is honest until a request of this kind, and then sends this."""

    def script(request: messages.Request) -> Iterator[Step]:
        if not isinstance(request, kind):
            yield _honest(request)
            return
        yield from pieces(getattr(request, "id", 0))
        raise EOFError

    return script


def _ending(kind: type[messages.Request], pieces: Any, limits: Limits = LIMITS) -> Exception | Any:
    """The result of a session with such a peer: one of the two exceptions that the judge handles, or a value."""
    started = time.monotonic()
    try:
        with PeerCell(_until(kind, pieces), limits) as cell:
            cell.load("def f(): ...")
            value = cell.call("f")
            cell.read_output()
            return value
    except (LearnerError, CellError) as error:
        return error
    finally:
        assert time.monotonic() - started < limits.wall_s + _GRACE_S


def _is_right(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.shape == SECRET.shape and bool(np.all(value == SECRET))


def _assert_classified(ending: Exception | Any) -> None:
    if isinstance(ending, LearnerError):
        assert ending.verdict in BLAMED_ON_THE_LEARNER
        assert len(ending.message) <= 2_000
        assert not _CONTROL.search(ending.message)
    else:
        assert not isinstance(ending, CellError), f"the learner's doing is called ours: {ending}"
        assert not _is_right(ending)


_IDS = st.integers(0, 2**64 - 1)
_SIZES = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
_PREFIX = st.tuples(*_SIZES).map(lambda sizes: messages.PREFIX.pack(*sizes))
_DEEP = st.integers(1, 200_000).flatmap(
    lambda depth: st.sampled_from([b"\x91" * depth, b"\x81\xa1a" * depth, b"\xdd\xff\xff\xff\xff" * (depth % 50)])
)


@st.composite
def _mutation(draw: st.DrawFn, frame: bytes) -> bytes:
    """A frame with a few bytes changed, taken out, doubled or cut off."""
    data = bytearray(frame)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["set", "cut", "drop", "insert", "double"]))
        if kind == "set" and at < len(data):
            data[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del data[at:]
        elif kind == "drop":
            del data[at : at + draw(st.integers(1, 9))]
        elif kind == "insert":
            data[at:at] = draw(st.binary(max_size=9))
        elif kind == "double":
            data += data[:at]
    return bytes(data)


def _framed(header: bytes, body: bytes = b"") -> bytes:
    return messages.PREFIX.pack(len(header), len(body)) + header + body


_MADE = st.one_of(
    st.binary(max_size=200),
    st.tuples(_PREFIX, st.binary(max_size=100)).map(b"".join),
    _DEEP.map(_framed),
    _IDS.map(_done),
    _IDS.map(lambda call_id: _reply(messages.FailureReply(call_id % 2**63, "memory", "\x1b[31m" * 100, None))),
    st.just(_reply(READY)),
    st.just(_reply(messages.StartFailureReply("we are not well"))),
    st.recursive(st.none() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=9) | st.binary(max_size=9),
                 lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4))
    .map(lambda tree: _framed(msgspec.msgpack.encode(tree))),
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from([messages.LoadRequest, messages.CallRequest]))
def test_a_mutated_answer_is_classified(data: st.DataObject, kind: type[messages.Request]) -> None:
    base = data.draw(st.sampled_from([_done, _failed]))
    template = data.draw(_mutation(base(_STAND_IN)))

    def pieces(call_id: int) -> Pieces:
        return [template.replace(msgspec.msgpack.encode(_STAND_IN), msgspec.msgpack.encode(call_id))]

    _assert_classified(_ending(kind, pieces))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_MADE, max_size=4), st.sampled_from([messages.LoadRequest, messages.CallRequest]), st.booleans())
def test_any_sequence_of_frames_and_garbage_is_classified(
    frames: list[bytes], kind: type[messages.Request], right_one_too: bool
) -> None:
    _assert_classified(_ending(kind, lambda call_id: [*frames, *([_done(call_id)] if right_one_too else [])]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_MADE, max_size=3))
def test_before_the_doors_are_closed_whatever_comes_is_our_fault_and_not_the_learners(frames: list[bytes]) -> None:
    frames = [frame for frame in frames if frame != _reply(READY)]
    assert isinstance(_ending(messages.BeginRequest, lambda call_id: frames), CellError)


def test_an_answer_that_ends_at_any_byte_is_classified() -> None:
    for size in range(len(_done(2**62))):
        _assert_classified(_ending(messages.CallRequest, lambda call_id, size=size: [_done(call_id)[:size]]))


def test_a_peer_that_hangs_up_at_any_step_is_classified() -> None:
    for kind in (messages.LoadRequest, messages.CallRequest):
        ending = _ending(kind, lambda call_id: [])
        assert isinstance(ending, LearnerError)
        assert ending.verdict is Verdict.ERROR
    assert isinstance(_ending(messages.BeginRequest, lambda call_id: []), CellError)


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(lambda i: [60.0], id="silent"),
        pytest.param(lambda i: [x for b in _done(i) for x in (bytes([b]), 0.02)], id="a byte at a time"),
        pytest.param(lambda i: [_done(i)[:-1], 60.0], id="all but the last byte"),
        pytest.param(lambda i: [messages.PREFIX.pack(100, 2**20), 60.0], id="a promise"),
        pytest.param(lambda i: [x for _ in range(3000) for x in ("drop ", 0.01)], id="only prints"),
    ],
)
def test_a_slow_answer_ends_at_the_limit(pieces: Any) -> None:
    ending = _ending(messages.CallRequest, pieces, dataclasses.replace(LIMITS, wall_s=0.4))
    assert isinstance(ending, LearnerError)
    assert ending.verdict is Verdict.TIMEOUT


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(lambda i: [_done(i), _done(i)], id="twice"),
        pytest.param(lambda i: [_done(i + 1)], id="to another question"),
        pytest.param(lambda i: [_done(0)], id="to no question"),
        pytest.param(lambda i: [_reply(READY), _done(i)], id="ready again, then right"),
        pytest.param(lambda i: [_done(i) + b"\0"], id="a byte too many"),
        pytest.param(lambda i: [_reply(messages.ValueReply(i, nodes.ListNode([]), []))], id="no value"),
        pytest.param(lambda i: [_reply(messages.ValueReply(i, 5, []))], id="a value that is no list"),
        pytest.param(lambda i: [_reply(messages.StartFailureReply("not mine"))], id="a plea of ours"),
        pytest.param(lambda i: [messages.PREFIX.pack(2**32 - 1, 2**64 - 1)], id="the longest of all"),
    ],
)
def test_a_frame_too_many_or_not_its_own_is_a_bad_value(pieces: Any) -> None:
    """Detected at once if it came with the right frame, otherwise at the next request."""
    with PeerCell(_until(messages.CallRequest, lambda i: [*pieces(i), 0.2]), LIMITS) as cell:
        cell.load("def f(): ...")
        with pytest.raises(LearnerError) as caught:
            _ask_twice(cell)
    assert caught.value.verdict is Verdict.BAD_VALUE


def _ask_twice(cell: Cell) -> None:
    cell.call("f")
    _await_bytes(cell)
    cell.call("f")


def _await_bytes(cell: Cell) -> None:
    """Wait until the peer has sent something that nobody has read, or has hung up."""
    assert select.select([cell._channel._replies], [], [], PATIENCE_S)[0]


def test_an_answer_before_its_question_is_a_bad_value() -> None:
    def script(request: messages.Request) -> Iterator[Step]:
        yield _honest(request)
        if isinstance(request, messages.LoadRequest):
            yield 0.1  # so that it doesn't come with the honest answer
            yield _done(0)

    with PeerCell(script, LIMITS) as cell:
        cell.load("x = 1")
        _await_bytes(cell)
        with pytest.raises(LearnerError) as caught:
            cell.call("f")
    assert caught.value.verdict is Verdict.BAD_VALUE


def test_a_flood_of_text_is_cut_and_named() -> None:
    ending = _ending(messages.CallRequest, lambda i: ["x" * 2**20, 5.0])
    assert isinstance(ending, LearnerError)
    assert ending.verdict is Verdict.OUTPUT


_ARRAY = msgspec.msgpack.encode(["array", "float64", [2**48] * 32])
_GREEDY = {
    "lengths": lambda i: [messages.PREFIX.pack(2**21, 2**20), 0.2],
    "header over the limit": lambda i: [messages.PREFIX.pack(2**21 + 1, 0) + bytes(2**21 + 1)],
    "body over the limit": lambda i: [messages.PREFIX.pack(9, 2**20 + 1) + bytes(2**20)],
    "nested": lambda i: [_framed(b"\x91" * 2**21)],
    "claims 2**32 items": lambda i: [_framed(b"\xdd\xff\xff\xff\xff" + bytes(9))],
    "claims 2**32 bytes": lambda i: [_framed(b"\xc6\xff\xff\xff\xff" + bytes(9))],
    "an array of 2**1536 items": lambda i: [
        _framed(msgspec.msgpack.encode(
            {"type": "done", "id": i, "arguments": [], "value": ["list", [msgspec.Raw(_ARRAY)]]}))
    ],
    "many small values": lambda i: [
        _framed(msgspec.msgpack.encode(
            {"type": "done", "id": i, "arguments": [], "value": ["list", [["list", [["list", []]] * 190_000]]]}))
    ],
    "one body named many times": lambda i: [
        _framed(msgspec.msgpack.encode(
            {"type": "done", "id": i, "arguments": [], "value": ["list", [["list", [["bytes", 2**20]] * 100]]]}),
            bytes(2**20))
    ],
    "prints and answers": lambda i: ["y" * 10_000, _done(i) * 50],
}  # fmt: skip


@pytest.mark.parametrize("name", _GREEDY)
def test_no_stream_takes_more_memory_than_the_largest_honest_one(name: str) -> None:
    _ending(messages.CallRequest, _GREEDY[name])  # what is made once per process is there
    tracemalloc.start()
    try:
        _assert_classified(_ending(messages.CallRequest, _GREEDY[name]))
        peak = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert peak < _MEMORY_MIB


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> CatalogExercise:
    return write_exercise(tmp_path_factory.mktemp("catalog"))


_REPORTED = {
    "hangs up": (lambda i: [], {Verdict.ERROR}),
    "garbage": (lambda i: [b"verdict: passed\n" * 9], {Verdict.BAD_VALUE}),
    "a wrong value": (lambda i: [_done(i)], {Verdict.BAD_VALUE, Verdict.FAILED, Verdict.ERROR}),
    "silent": (lambda i: [60.0], {Verdict.TIMEOUT}),
    "a verdict": (lambda i: [_framed(msgspec.msgpack.encode({"type": "passed", "id": i}))], {Verdict.BAD_VALUE}),
    "a flood": (lambda i: ["z" * 2**20, 5.0], {Verdict.OUTPUT}),
}  # fmt: skip


@pytest.mark.parametrize("name", _REPORTED)
def test_the_report_of_a_stranger_never_says_passed_and_never_that_the_grader_broke(
    name: str, exercise: CatalogExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces, allowed = _REPORTED[name]
    monkeypatch.setattr(
        grading, "open_cell", lambda limits, device: PeerCell(_until(messages.CallRequest, pieces), LIMITS)
    )
    source = (exercise.folder / "solution.py").read_text(encoding="utf-8")
    report = grade(
        Job(submission="s", attempt="a", exercise=exercise.spec.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )
    assert report.verdict in allowed, report.message
    assert not any(check.verdict is Verdict.PASSED for check in report.checks)


def test_a_stranger_that_never_gets_ready_is_our_fault(
    exercise: CatalogExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        grading, "open_cell", lambda limits, device: PeerCell(_until(messages.BeginRequest, lambda i: [b"no"]), LIMITS)
    )
    source = (Path(exercise.folder) / "solution.py").read_text(encoding="utf-8")
    report = grade(
        Job(submission="s", attempt="a", exercise=exercise.spec.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )
    assert report.verdict is Verdict.INTERNAL
    assert "our fault" in report.message
