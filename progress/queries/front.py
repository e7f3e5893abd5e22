"""The front page for visitors: the roadmap's figures, its map and one verdict."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from exercises.example import example_html
from exercises.queries import catalogue
from progress.queries.landscape import map_of
from progress.queries.outline import Outline, outline_for


@dataclass(frozen=True, kw_only=True)
class FrontPage:
    outline: Outline
    map: SafeString
    parts: int
    exercises: int
    verdict: SafeString


def front_page() -> FrontPage:
    """Raises Roadmap.DoesNotExist when none is loaded. Two queries."""
    outline, course = outline_for(None), catalogue()
    parts = sum(len(rows) for rows in outline.curriculum.parts.values())
    return FrontPage(
        outline=outline, map=map_of(outline), parts=parts, exercises=len(course.exercises), verdict=example_html(course)
    )
