"""Front matter at the beginning of a Markdown file: the title and a summary between --- or +++ lines."""

import re

from curriculum.outlines.context import Context
from curriculum.outlines.lines import SourceLine

PAIR = re.compile(r"(?P<key>[\w-]{1,40})\s*[:=]\s*[\"']?(?P<value>.*?)[\"']?")
MAX_LINES = 100
FIELDS = {"title": "title", "name": "title", "briefTitle": "title", "description": "summary", "summary": "summary"}


def read_front_matter(context: Context, lines: list[SourceLine]) -> list[SourceLine]:
    """Take the title and the summary from front matter. Returns the lines after it."""
    if not lines or lines[0].number != 1 or lines[0].raw not in ("---", "+++"):
        return lines
    fence = lines[0].raw
    end = next((index for index, line in enumerate(lines[1:MAX_LINES], start=1) if line.raw == fence), None)
    if end is None:
        return lines
    for line in (lines[0], lines[end]):
        context.report.claims[line.number] = ("front matter", context.roadmap)
    for line in lines[1:end]:
        match = PAIR.fullmatch(line.raw)
        name = FIELDS.get(match["key"]) if match else None
        if match and name and match["value"] and (name == "title" or not context.roadmap.values.get(name)):
            context.roadmap.values.pop(name, None)
            context.roadmap.put(name, match["value"])
            if name == "title":
                context.roadmap.name, context.roadmap.has_title = match["value"], True
            context.report.claims[line.number] = (name, context.roadmap)
    return lines[end + 1 :]
