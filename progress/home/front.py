"""The front page for visitors: the roadmap's figures, its map, and an exercise to try or else one verdict."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from exercises.catalogue.queries import Catalogue, catalogue
from exercises.fleet.capacity import gradable_count
from exercises.trials.example import example_html
from exercises.trials.queries import TrialBench, front_bench
from progress.outline.outline import Outline, outline_for
from progress.plan.rate import WeeklyRate


@dataclass(frozen=True, kw_only=True)
class FrontPage:
    outline: Outline
    course: Catalogue
    exercises: int
    """How many this site can grade."""
    bench: TrialBench | None
    rate = WeeklyRate()

    @property
    def verdict(self) -> SafeString:
        return example_html(self.course)


def front_page() -> FrontPage:
    """Raises Roadmap.DoesNotExist when none is loaded. Three queries, and one if an exercise can be tried."""
    outline, course = outline_for(None), catalogue()
    return FrontPage(
        outline=outline,
        course=course,
        exercises=gradable_count(course.exercises),
        bench=front_bench(course),
    )
