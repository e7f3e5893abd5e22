"""Set code in the texts of a verdict."""

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_CODE = re.compile(r"`([^`\n]+)`")


@register.filter
def code_spans(text: str) -> SafeString:
    """Set as code what stands between backticks, and escape everything.

    >>> code_spans("`exp` of 1 < 2")
    '<code>exp</code> of 1 &lt; 2'
    """
    pieces = _CODE.split(text)  # every second one is code
    return mark_safe("".join(format_html("<code>{}</code>", p) if i % 2 else escape(p) for i, p in enumerate(pieces)))  # noqa: S308 - each piece is escaped
