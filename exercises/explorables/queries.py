"""The page of an explorable: its pictures, the matching exercise, and the figure from the reader's own submissions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from accounts.models import User
from exercises.explorables.catalogue import BY_SLUG
from exercises.explorables.shapes import Drawing, Explorable, Preset, Settings
from exercises.models import CheckResult, Exercise, ModeChoice, Submission, VerdictChoice
from exercises.workspace.surroundings import Surroundings, surroundings_of
from lib.charts.parsing import ChartDataError

NEWEST = 20  # submissions that are looked through for one that passed and one that failed


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigure:
    """The figure from one submission."""

    submission: Submission
    picture: SafeString
    is_passed: bool
    message: str
    """The named mistake, or the message of the check. Empty if it passed."""


@dataclass(frozen=True, kw_only=True)
class ExplorablePage:
    """``own`` has the newest failed submission first, then the newest that passed; either may be missing."""

    explorable: Explorable
    exercise: Exercise | None
    surroundings: Surroundings
    own: Sequence[OwnFigure]
    has_submitted: bool

    @property
    def picture(self) -> SafeString:
        return live_picture(self.explorable)

    @property
    def presets(self) -> list[tuple[Preset, SafeString]]:
        return [(preset, _still(self.explorable, preset.settings)) for preset in self.explorable.presets]


def explorable_page(explorable: Explorable, learner: User | None) -> ExplorablePage:
    """Three queries at most: the exercise, the submissions and their checks; one more for the topics' version."""
    exercise = Exercise.objects.open().without_texts().filter(slug=explorable.exercise).first()
    runs = _runs(exercise, learner) if exercise and learner else []
    return ExplorablePage(
        explorable=explorable,
        exercise=exercise,
        surroundings=surroundings_of(exercise) if exercise else Surroundings(),
        own=_own_figures(explorable, runs),
        has_submitted=bool(runs),
    )


def _runs(exercise: Exercise, learner: User) -> list[Submission]:
    rows = Submission.objects.filter(exercise=exercise, learner=learner, mode=ModeChoice.SUBMIT)
    rows = rows.exclude(verdict__in=("", VerdictChoice.INTERNAL)).defer("source", "source_html", "output")
    return list(rows.newest_first()[:NEWEST])


def _own_figures(explorable: Explorable, runs: Sequence[Submission]) -> list[OwnFigure]:
    if not runs:
        return []
    charts = _charts(explorable, runs)
    newest: dict[bool, OwnFigure] = {}
    for run in runs:
        if (
            run.pk in charts
            and run.is_passed not in newest
            and (figure := _own_figure(explorable.draw_own, run, charts[run.pk]))
        ):
            newest[run.is_passed] = figure
    return [newest[is_passed] for is_passed in (False, True) if is_passed in newest]


def _charts(explorable: Explorable, runs: Sequence[Submission]) -> Mapping[int, CheckResult]:
    """The check whose chart is drawn, by the submission's primary key: one that failed, or else the best."""
    rows = CheckResult.objects.filter(
        submission__in=[run.pk for run in runs], name__in=explorable.checks, picture__isnull=False
    ).defer("output", "detail")
    ranked = sorted(rows, key=lambda row: (row.is_passed, explorable.checks.index(row.name)))
    return {row.submission_id: row for row in reversed(ranked)}


def _own_figure(draw_own: Callable[[Any], Drawing], run: Submission, check: CheckResult) -> OwnFigure | None:
    """The figure; None if the chart has another form, as one from an older version of the exercise may."""
    try:
        drawing = draw_own(check.picture)
    except ChartDataError:
        return None
    message = "" if run.is_passed else run.mistake_message or check.message or run.message
    return OwnFigure(submission=run, picture=drawing.picture(), is_passed=run.is_passed, message=message)


@lru_cache
def _picture(slug: str, settings: tuple[tuple[str, float], ...], is_live: bool) -> SafeString:
    return BY_SLUG[slug].draw(dict(settings)).picture(has_keys=is_live)


def live_picture(explorable: Explorable) -> SafeString:
    """The figure that the sliders redraw."""
    return _picture(explorable.slug, tuple(explorable.start.items()), True)


def _still(explorable: Explorable, settings: Settings) -> SafeString:
    return _picture(explorable.slug, tuple(settings.items()), False)
