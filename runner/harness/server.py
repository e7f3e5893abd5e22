"""The program inside a cell: it reads a request, runs the learner's code, and replies with a value.

Nothing here judges, and nothing here is secret. The learner's code shares this process and may change all of it. It can
then send other values, which it could do anyway by returning them.
"""

from __future__ import annotations

import contextlib
import faulthandler
import fcntl
import importlib
import os
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Literal

import numpy.random  # noqa: F401 - NumPy loads it at its first use, which would be in the learner's time

from runner.wire import messages
from runner.wire.values import UnfitValueError

from . import interpreter, landlock, lockdown, tensors, tracebacks
from .connection import REPLIES, REQUESTS, Connection
from .resource_limits import ResourceLimits, data_in_use
from .solution_module import SolutionModule

SecurityStatus = dict[str, str]
Close = Callable[[int | None, int], SecurityStatus]
Task = messages.LoadRequest | messages.CallRequest | messages.RunRequest | messages.CompileRequest
Limit = Callable[[ResourceLimits, int], None]
AnswerAll = Callable[[Connection, int], None]

_MAX_DESCRIPTORS = 4096
_MAX_MESSAGE_CHARS, _MAX_ADVICE_CHARS = 8_000, 2_000


def main(
    requests: int,
    replies: int,
    security_status: SecurityStatus | None = None,
    memory_in_use: int = 0,
    close: Close = lockdown.close,
    limit: Limit = lockdown.limit,
) -> None:
    """Serve one judge until it closes its end.

    Args:
        security_status: of a process that is locked down already; ``memory_in_use`` goes with it.
        memory_in_use: the result of :func:`.resource_limits.data_in_use` in this process.
        close: how to lock down a process that isn't yet.
        limit: how to set the limits of its submission.
    """
    arrange_descriptors(requests, replies)
    serve(security_status, memory_in_use, close, limit)


def serve(
    security_status: SecurityStatus | None,
    memory_in_use: int,
    close: Close,
    limit: Limit,
    answer_all: AnswerAll | None = None,
) -> None:
    """Do the same as :func:`main`, in a process whose descriptors are arranged.

    ``answer_all``: what to do with the requests, given the connection and the largest value in MiB.
    """
    connection = Connection()
    if security_status is not None:
        _prepare_for_code()  # while nobody waits
    begin, _ = connection.receive()
    if not isinstance(begin, messages.BeginRequest):
        os._exit(2)
    try:
        if security_status is None:
            security_status = _lock_down(begin, close)
            memory_in_use = data_in_use()
            _prepare_for_code()
        limit(limits_of(begin), memory_in_use)
    except BaseException as error:
        connection.send(messages.StartFailureReply(f"{type(error).__name__}: {error}"[:_MAX_ADVICE_CHARS]))
        os._exit(2)
    connection.send(messages.ReadyReply(security_status))
    (answer_all or _answer_all)(connection, begin.value_mib)


def arrange_descriptors(requests: int, replies: int, control: int = _MAX_DESCRIPTORS) -> None:
    """Requests on 3, replies on 4, nothing above but ``control``: a cell inherits no other descriptor."""
    copies = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 16) for descriptor in (requests, replies)]
    os.dup2(copies[0], REQUESTS, inheritable=False)
    os.dup2(copies[1], REPLIES, inheritable=False)
    os.closerange(REPLIES + 1, control)
    os.closerange(control + 1, _MAX_DESCRIPTORS)


def _lock_down(begin: messages.BeginRequest, close: Close) -> SecurityStatus:
    lockdown.reset_signals()
    if "triton" in begin.modules:
        interpreter.prepare()
    for name in begin.modules:
        importlib.import_module(name)
    tensors.warm_up()
    return close(begin.uid, begin.disk_mib)


def _prepare_for_code() -> None:
    """Do what comes after the lockdown and is the same for every submission."""
    # At the time limit: the stack says where the code was, then the process ends as without this.
    faulthandler.register(signal.SIGXCPU, REPLIES, all_threads=False, chain=True)
    if os.path.isdir(landlock.PACKAGES):
        sys.path.append(landlock.PACKAGES)  # not earlier: NumPy and torch try to import packages that may be there


def limits_of(begin: messages.BeginRequest) -> ResourceLimits:
    return ResourceLimits(
        cpu_s=begin.cpu_s, memory_mib=begin.memory_mib, processes=begin.processes, disk_mib=begin.disk_mib
    )


def _answer_all(connection: Connection, value_mib: int) -> None:
    warnings.formatwarning = tracebacks.warning
    solution = SolutionModule(value_mib * 2**20)
    try:
        while True:
            request, body = connection.receive()
            if not isinstance(request, Task):
                os._exit(2)
            _answer(solution, request, body, connection)
    except BaseException:  # a learner broke the harness or its channel; a traceback would name our files
        try:
            flush()
        finally:
            os._exit(2)


def _answer(
    solution: SolutionModule,
    request: Task,
    body: bytes,
    connection: Connection,
) -> None:
    verdict: Literal["error", "memory", "bad_value"]
    reply: messages.ValueReply | messages.RefusalReply
    buffers: list[bytes | memoryview] = []
    try:
        if isinstance(request, messages.LoadRequest):
            reply = solution.load(request)
        elif isinstance(request, messages.CompileRequest):
            reply = solution.compile(request)
        elif isinstance(request, messages.RunRequest):
            reply, buffers = solution.run(request)
        else:
            reply, buffers = solution.call(request, body)
    except UnfitValueError as error:
        verdict, message, line, base = "bad_value", f"{error!s}"[:_MAX_ADVICE_CHARS], None, ""
    except BaseException as error:
        verdict, message, line = tracebacks.describe(error)
        base = tracebacks.built_in_base(error)
    else:
        flush()
        connection.send(reply, buffers)
        return
    flush()
    text = message[:_MAX_MESSAGE_CHARS].encode(errors="replace").decode()
    connection.send(messages.FailureReply(request.id, verdict, text, line, base))


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):  # a learner may have closed or replaced it
            stream.flush()
