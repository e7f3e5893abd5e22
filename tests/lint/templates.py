"""A template has one block-level tag on a line, at its start, so that a diff shows what changed. And no form is without
its token.
"""

import re
from collections.abc import Iterator, Mapping

from tests.lint.files import ROOT, read, tracked
from tests.markup import BLOCK_TAGS

MAX_COLUMNS = 140
COMMENT = re.compile(r"\{#.*?#\}")
OPENING_TAG = re.compile(rf"<(?:{BLOCK_TAGS})\b")
INCLUDE = re.compile(r"""{%\s*include\s+"([^"]+)"((?:[^%]|%(?!}))*)%}""")
CONTENT_OF_HEAD = "{% block head %}"  # one short tag, for the head of the page around it


def problems() -> Iterator[str]:
    for path in tracked("templates/**.html"):
        for number, line in enumerate(read(path).splitlines(), 1):
            if is_crowded(line):
                yield (
                    f"{path.relative_to(ROOT)}:{number}: write one block-level tag on a line, at its start, "
                    f"and at most {MAX_COLUMNS} columns"
                )
    texts = {str(path.relative_to(ROOT / "templates")): read(path) for path in tracked("templates/**.html")}
    for name, text in texts.items():
        for included in includes_without_token(text, texts):
            yield f"templates/{name}: include {included} without “only”, which leaves out the token of its form"


def includes_without_token(text: str, texts: Mapping[str, str]) -> Iterator[str]:
    """Yield the templates with forms that a text includes with "only". ``texts`` are all templates by name."""

    def has_form(name: str) -> bool:
        text = texts.get(name, "")
        passed_on = (included for included, how in INCLUDE.findall(text) if not how.rstrip().endswith(" only"))
        return "{% csrf_token %}" in text or any(has_form(included) for included in passed_on if included != name)

    for name, how in INCLUDE.findall(text):
        if how.rstrip().endswith(" only") and has_form(name):
            yield name


def is_crowded(line: str) -> bool:
    """Whether the line is too long, or has a block-level tag that something stands before.

    >>> is_crowded("<ul>")
    False
    >>> is_crowded("  {% for name in names %}<li>{{ name }}</li>{% endfor %}")
    True
    """
    text = COMMENT.sub("", line).strip()
    tags = OPENING_TAG.findall(text)
    begins_with_tag = bool(OPENING_TAG.match(text)) or text.startswith(CONTENT_OF_HEAD)
    return len(line) > MAX_COLUMNS or len(tags) > 1 or (bool(tags) and not begins_with_tag)
