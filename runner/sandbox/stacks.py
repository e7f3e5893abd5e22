"""The stack that a cell's interpreter writes when its time is up, and the learner's line in it.

At the limit on computing the kernel sends SIGXCPU, at the other limit the judge does. The interpreter's handler
(:mod:`faulthandler`) then writes its stack where a reply would begin, and ends the process. The learner's code can
prevent that or write a stack of its own: what is read here is bounded, only shown, and decides nothing.
"""

from __future__ import annotations

import re

from runner.harness.tracebacks import FILE

START = b"Stack (most "  # of faulthandler's text, as long as the lengths that begin a frame
MAX_BYTES = 2**16  # a hundred calls; the text of more is no frame either
_MAX_NAME_CHARS = 60
_LEARNERS_FRAME = re.compile(rb'^  File "%s", line (\d{1,6}) in (.{0,500})$' % re.escape(FILE.encode()), re.MULTILINE)

Position = tuple[int, str]  # a line of the learner's file, and the function that it is in: "" if it can't be shown


def position(stack: bytes, line_count: int) -> Position | None:
    """Where in the learner's file the code was; None if the stack names no line from 1 to ``line_count``."""
    frame = _LEARNERS_FRAME.search(stack)  # the innermost call is the first
    if frame is None or not 1 <= int(frame[1]) <= line_count:
        return None
    name = frame[2].decode(errors="replace")
    return int(frame[1]), name if name.isidentifier() and len(name) <= _MAX_NAME_CHARS else ""
