"""What the cell says of the learner's code, as a sentence: "Line 4 raised ValueError: operands could not be …"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from runner.protocol import Verdict
from runner.sandbox.cell import LearnerError

_THEIR_LINE = re.compile(r"(line \d+\b|\(\d+ more calls\))")
_UNDEFINED = re.compile(r"your code defines no (\w+)")
_THEIR_VALUE = re.compile(r"\w+\(\.\.\.\)")
_NOT_PYTHON = frozenset({"SyntaxError", "IndentationError", "TabError"})


def exception(error: LearnerError) -> tuple[str, str]:
    """The exception's name and text, without the lines that led to it: ("ValueError", "k is 0").

    The name is empty where the code ended in another way than by an exception.
    """
    lines = [line for line in error.message.splitlines() if not _THEIR_LINE.match(line)]
    name, _, text = "\n".join(lines).partition(": ")
    raised = error.verdict in {Verdict.ERROR, Verdict.MEMORY} and name.isidentifier()
    return (name, text.strip()) if raised else ("", error.message)


def trace(error: LearnerError) -> str:
    """The learner's own lines that led to the exception, outermost first."""
    return "\n".join(line for line in error.message.splitlines() if _THEIR_LINE.match(line))


def sentence(error: LearnerError, signatures: Mapping[str, str]) -> str:
    """One sentence for the learner. ``signatures`` are the functions the exercise asks for, as it writes them."""
    name, text = exception(error)
    where = f"Line {error.line}" if error.line else "Your code"
    if not name:
        if _THEIR_VALUE.match(text):
            text = f"the value of {text}"  # a function's name does not begin a sentence: it would be spelt otherwise
        return f"{text[:1].upper()}{text[1:].rstrip('.')}."
    if undefined := _UNDEFINED.fullmatch(text):
        wanted = signatures.get(undefined[1], undefined[1])
        return f"Your code defines no function {undefined[1]}. The exercise asks for {wanted}."
    if name == "NotImplementedError":
        return f"{where} raised NotImplementedError: this part is still to be written."
    if name in _NOT_PYTHON:
        return f"{where} is not Python: {text.rstrip('.')}."
    return f"{where} raised {name}{': ' + text if text else ''}".rstrip(".") + "."
