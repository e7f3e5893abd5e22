"""Placeholders of saved replies."""

from collections.abc import Mapping

PLACEHOLDERS = ("learner", "exercise", "line")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Replace {learner}, {exercise} and {line}. One without a value stays, so that the mentor sees it.

    Only the text's own placeholders are replaced: one inside a value is not.

    >>> fill_in("Hello {learner}, see {line} of {exercise}.", {"learner": "{line}", "line": "lines 3–5"})
    'Hello {line}, see lines 3–5 of {exercise}.'
    """
    parts = text.split("{")
    result = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        is_known = bool(brace) and name in PLACEHOLDERS and bool(values.get(name))
        result.append(values[name] + rest if is_known else "{" + part)
    return "".join(result)
