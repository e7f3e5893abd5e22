"""Turn an error of the learner's code into a sentence: "Line 4 raised ValueError: operands could not be …"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from runner.protocol import Verdict
from runner.sandbox.errors import LearnerError

_THEIR_LINE = re.compile(r"(line \d+\b|\(\d+ more calls\))")
_RAISE = re.compile(r"\braise\b")  # in the learner's own last line, not in that of a library
_UNDEFINED_NAME = re.compile(r"your code defines no (\w+)")
_MISSING_MODULE = re.compile(r"No module named '([\w.]+)'")
_NO_NETWORK = re.compile(r"Address family not supported|Temporary failure in name resolution")  # of every new socket
_THEIR_VALUE = re.compile(r"\w+\(\.\.\.\)")
_SYNTAX_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})


def exception(error: LearnerError) -> tuple[str, str]:
    """The exception's name and text, without the lines that led to it: ("ValueError", "k is 0").

    The name is empty where the code ended in another way than by an exception.
    """
    lines = [line for line in error.message.splitlines() if not _THEIR_LINE.match(line)]
    name, _, text = "\n".join(lines).partition(": ")
    is_exception = error.verdict in {Verdict.ERROR, Verdict.MEMORY} and name.isidentifier()
    return (name, text.strip()) if is_exception else ("", error.message)


def trace(error: LearnerError) -> str:
    """The learner's own lines that led to the exception, outermost first."""
    return "\n".join(line for line in error.message.splitlines() if _THEIR_LINE.match(line))


def run_sentence(error: LearnerError) -> str:
    """One sentence for an error in a run of the learner's own call."""
    text = sentence(error, {})
    if error.line:
        return text
    return text.replace("Syntax error:", "Syntax error in your call:", 1).replace(
        "Your code raised", "Your call raised", 1
    )


def sentence(error: LearnerError, signatures: Mapping[str, str], packages: Sequence[str] = ()) -> str:
    """One sentence for the learner.

    Args:
        signatures: the functions that the exercise asks for, as it writes them.
        packages: those of its course, which can be imported too.
    """
    name, text = exception(error)
    where = f"Line {error.line}" if error.line else "Your code"
    if not name:
        if _THEIR_VALUE.match(text):
            text = f"the value of {text}"  # a function's name does not begin a sentence: it would be spelt otherwise
        return f"{text[:1].upper()}{text[1:].rstrip('.')}."
    if match := _UNDEFINED_NAME.fullmatch(text):
        signature = signatures.get(match[1], match[1])
        return f"Your code defines no function {match[1]}. The exercise asks for {signature}."
    if name == "HostComputationError":
        return f"{where} {text}"
    if name == "NotImplementedError" and _RAISE.search(trace(error).rpartition("\n")[2]):
        return f"{where} raised NotImplementedError. Write this part, then remove the raise."
    if name in _SYNTAX_ERRORS:
        return f"Syntax error{f' on line {error.line}' if error.line else ''}: {text.rstrip('.')}."
    if name == "ModuleNotFoundError" and (match := _MISSING_MODULE.fullmatch(text)):
        missing = f"{where} imports {match[1]}, which the sandbox doesn't have."
        *names, last = ["NumPy", "PyTorch", "the standard library", *packages]
        return f"{missing} Use {', '.join(names)} or {last}."
    if _NO_NETWORK.search(text):
        return f"{where} tried to use the network. The sandbox has no network."
    return f"{where} raised {name}{': ' + text if text else ''}".rstrip(".") + "."
