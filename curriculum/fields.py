"""The field for the text of a node."""

import re

from django.core.exceptions import ValidationError

from lib.markdown import render
from lib.model_fields import MarkdownField, validate_markdown
from runner.protocol import FENCE

HEADING = re.compile(r"<h[1-6]>")
STARTS_NODE = f"A heading or a line of {FENCE} would start a new node in the content files. Use bold text instead."


def validate_body(text: str) -> None:
    """Validate Markdown, and refuse headings, because a heading starts a child node in the content files."""
    validate_markdown(text)
    if HEADING.search(render(text)) or FENCE in text.splitlines():
        raise ValidationError(STARTS_NODE)


class BodyField(MarkdownField):
    """The Markdown under a node's heading."""

    default_validators = [validate_body]
