"""Which tags begin a block, and so where whitespace in a page doesn't show."""

import re

BLOCK_TAGS = (
    "address|article|aside|blockquote|body|caption|circle|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|g|"
    "h[1-6]|head|header|hr|html|legend|li|line|link|main|meta|nav|noscript|ol|option|output|p|path|polyline|pre|rect|"
    "section|summary|svg|table|tbody|td|text|th|thead|tr|ul|use"
)
INVISIBLE_SPACES = (
    re.compile(rf" ?(</?(?:{BLOCK_TAGS})\b[^>]*>) ?"),  # beside the tag of a block
    re.compile(r"(<button\b[^>]*>) | (?=</button>)"),  # inside a button
    re.compile(r"(<[^<>]*) (?=>)"),  # at the end of a tag
)


def squeeze(page: str) -> str:
    """Shorten each run of whitespace to one space, and drop it where it doesn't show.

    >>> squeeze("<ul>\\n  <li>\\n    One <b>two</b>\\n  </li>\\n</ul>")
    '<ul><li>One <b>two</b></li></ul>'
    """
    page = " ".join(page.split())
    for spaces in reversed(INVISIBLE_SPACES):
        page = spaces.sub(r"\1", page)
    return page
