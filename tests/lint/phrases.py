"""Wording that the house style forbids, in templates, documentation, exercises, curriculum and modules.

Each row is a pattern and what to write instead.
"""

import re
from collections.abc import Iterator

from tests.lint.files import at, read, tracked

FILES = (
    "*.md",
    "templates/*.html",
    "templates/*.txt",
    "static/js/*.js",
    "*.py",
    "exercises/catalog/*.toml",
    ":!*/tests/*.py",
    ":!tests/*.py",
    ":!*/migrations/*.py",
    ":!runner/attack/threats/*.py",
)
PHRASES = {
    r"\bthe end of the way\b": "projected finish",
    r"\bthe (whole )?way (is )?walked\b|\bwalked by\b": "completed, expected done",
    r"\bthe way (in|on|out|back) for who(ever)?\b": "a link to sign in",
    r"\bSay what you bring\b": "Tell us your …",
    r"\bBegin with it\b|\banew\b": "Start, restart, again",
    r"\bDo without a plan\b": "Delete plan",
    r"\bGoing by your finished\b": "their pace, as a factor of the estimates",
    r"\bBy what you logged\b": "Based on your log",
    r"\bon such a day\b": "per day",
    r"\bMake an address\b": "Create calendar link",
    r"\b[Ee]-mail(s|ed)?\b": "email",
    r"\b[Kk]eys? for scripts\b": "API token",
    r"\bYour runs\b": "Your submissions",
    r"\bSign-ins\b": "Sessions",
    r"\bNot yet: \d": "4 of 9 checks passed",
    r"\b(is )?less than nothing\b": "Enter a duration above zero",
    r"\bIt keeps; it blocks nothing\b": "Optional. You can do it later.",
    r"\b[Ww]ho(ever)? (has|have|had) (forgotten|lost)\b": "If you forgot …",
    r"\bsaid aloud\b": "explicit",
    r"\b(mourn|bury|buried|obituary)\w*": "name the operation",
    r"\b(that|it) says (that )?it is there\b": "that sends heartbeats",
    r"(?<=[.!>] )Who(ever)? (has|is|wants|can|needs|comes|leaves|loses|signs)\b[^.?<]*\.": "If you … / People who …",
    r"\bThe way goes down\b": "nothing",
    r"\b[Ll]eft as (it was|they were)\b": "not modified",
    r"\bAsked for (is|are)\b": "Return …, use …",
    r"\bon (its|the|their) way back\b": "in the backward pass",
    r"\bhears? from (each|every|all|its|both)\b": "receives the gradient of",
    r"\bless the (mean|logarithm|target|entropy|largest)\b": "minus the …",
    r"\b[Ww]hoever (writes|can|sees|looks|kept|compares)\b": "If you …",
    r"\ball that is left is\b": "the result is",
}
# Any space in a phrase may be several, or the end of a line; the one in a look-behind has a fixed width.
PATTERNS = {re.compile(re.sub(r"(?<!\]) ", r"\\s+", pattern)): instead for pattern, instead in PHRASES.items()}


def problems() -> Iterator[str]:
    for path in tracked(*FILES):
        for start, phrase, replacement in find_phrases(read(path)):
            yield f"{at(path, start)}: “{phrase}”. Write instead: {replacement}"


def find_phrases(text: str) -> Iterator[tuple[int, str, str]]:
    """Where each phrase begins, the phrase, and what to write instead. A phrase may go over the end of a line."""
    joined = re.sub(r"\n[ \t#]*", lambda match: " " * len(match[0]), text)
    for pattern, replacement in PATTERNS.items():
        for match in pattern.finditer(joined):
            yield match.start(), match[0], replacement
