"""Name values in sentences: "your list of losses for 2 classes" is one list, its first entry "your losses[0]"."""

from __future__ import annotations

import re
from typing import Any

# What follows the noun that the verb agrees with: "your rate | of step 3", "your text | for end=2".
_TAIL = re.compile(
    r"(?:,| \(| (?:of|for|at|from|with|without|when|after|in|on|to|that|implied|passed|back|times|along)\b)"
)
_CONTAINER = re.compile(r"\b(?:list|array|tuple|dict|matrix|table) of (?=\w)")
_PLURALS = frozenset({"maxima", "data", "people", "children"})
_SINGULARS = frozenset({"bias", "axis", "basis", "analysis", "radius"})
_VERBS = {"is": "are", "has": "have", "holds": "hold", "lacks": "lack"}


def upper_first(name: str) -> str:
    """The name as the beginning of a sentence."""
    return name[:1].upper() + name[1:]


def subject(name: str, verb: str) -> str:
    """The name and its verb, to begin a sentence: "Your weights are", "Your list of weights is"."""
    return f"{upper_first(name)} {_VERBS[verb] if is_plural(name) else verb}"


def is_plural(name: str) -> bool:
    """Whether a name as checks give it takes a plural verb. The entry of a list or dict never does."""
    head = _head(name[_start(name) :])
    if head.startswith("what ") or not re.search(r"\w$", head):
        return False
    word = re.split(r"\W", head)[-1]
    return word in _PLURALS or (re.fullmatch(r"\w+[^s\W]s", word) is not None and word not in _SINGULARS)


def entry(name: str, key: Any) -> str:
    """The name of one entry, as the learner would write it: "your losses[0] for 2 classes"."""
    noun_phrase = _CONTAINER.sub("", name, count=1)
    end = _start(noun_phrase) + len(_head(noun_phrase[_start(noun_phrase) :]))
    return f"{noun_phrase[:end]}[{key!r}]{noun_phrase[end:]}"


def _start(name: str) -> int:
    """Return where the noun begins: "after step 3, your params" is about the params."""
    return name.rfind(", ") + 2 if name.startswith("after ") and ", " in name else 0


def _head(name: str) -> str:
    match = _TAIL.search(name, 1)
    return name[: match.start()] if match else name
