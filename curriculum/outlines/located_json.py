"""JSON in which every object knows its line, so that a report can point to it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from curriculum.outlines.errors import OutlineError

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\n]', re.DOTALL)


class LocatedObject(dict[str, Any]):
    """A JSON object and the line of its opening brace."""

    line = 1


def parse(text: str) -> Any:
    """Parse JSON; objects are LocatedObject.

    Raises:
        OutlineError: it isn't JSON, or it is nested too deeply.
    """
    lines = _lines_of_objects(text)

    def locate(pairs: list[tuple[str, Any]]) -> LocatedObject:
        located_object = LocatedObject(pairs)
        located_object.line = next(lines, 1)
        return located_object

    try:
        return json.loads(text, object_pairs_hook=locate)
    except json.JSONDecodeError as error:
        raise OutlineError(f"This isn’t valid JSON: {error.msg}.", error.lineno) from error
    except RecursionError as error:
        raise OutlineError("This JSON is nested too deeply. Flatten it.") from error
    except ValueError as error:  # a number with thousands of digits
        raise OutlineError(f"This JSON can’t be read: {error}.") from error


def _lines_of_objects(text: str) -> Iterator[int]:
    """The line of each object, in the order in which they end, which is that of the calls of the hook."""
    line, starts = 1, []
    for token in TOKEN.finditer(text):
        match token[0]:
            case "\n":
                line += 1
            case "{":
                starts.append(line)
            case "}":
                yield starts.pop() if starts else 1
            case string:
                line += string.count("\n")
