"""The front page for visitors: the roadmap's figures, its map, and an exercise to try or else one verdict."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from exercises.catalogue.queries import Catalogue, catalogue
from exercises.trials.example import example_html
from exercises.trials.queries import TrialBench, front_bench
from progress.outline.outline import Outline, outline_for


@dataclass(frozen=True, kw_only=True)
class FrontPage:
    outline: Outline
    parts: int
    course: Catalogue
    bench: TrialBench | None

    @property
    def exercises(self) -> int:
        return len(self.course.exercises)

    @property
    def verdict(self) -> SafeString:
        return example_html(self.course)


def front_page() -> FrontPage:
    """Raises Roadmap.DoesNotExist when none is loaded. Two queries, and one if an exercise can be tried."""
    outline, course = outline_for(None), catalogue()
    parts = sum(len(rows) for rows in outline.curriculum.parts.values())
    return FrontPage(
        outline=outline,
        parts=parts,
        course=course,
        bench=front_bench(course),
    )
