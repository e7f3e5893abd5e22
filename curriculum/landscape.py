"""The roadmap as a map: a loss landscape that falls along the path, phases as basins, checkpoints as passes.

Pure and deterministic. The learner's progress is drawn for each request on what `curriculum/survey.py` has computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from curriculum import contours
from curriculum.label_placement import DETAIL_HEIGHT, Anchor
from curriculum.survey import UPRIGHT, WIDE, Format, Ground, Plan, Survey, ground_key, survey_of

State = Literal["done", "doing", "here", "todo", "skipped"]
STATE_LABELS: dict[State, str] = {
    "done": "done",
    "doing": "in progress",
    "here": "you are here",
    "todo": "to do",
    "skipped": "skipped",
}
MIN_ROOM = 16.0  # of a station, in pixels: also on a narrow screen a target of 24 pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMarker:
    """A topic on the path. `hours` is the middle of its estimate, `hours_text` what is shown.

    `proven` of `total` exercises are passed. A visitor sees no share: their total is 0.
    """

    uid: str
    title: str
    label: str
    hours: float
    hours_text: str
    state: State
    url: str
    proven: int = 0
    total: int = 0
    is_claimed: bool = False
    """Whether it is done by the learner's word alone."""

    @property
    def is_proven(self) -> bool:
        return bool(self.total) and self.proven == self.total

    @property
    def share_text(self) -> str:
        """ "9 of 12", where that is neither nothing nor all; "claimed" where nothing can be proven."""
        if self.is_claimed and not self.total:
            return "claimed"
        return f"{self.proven} of {self.total}" if (self.proven or self.is_claimed) and not self.is_proven else ""

    @property
    def standing(self) -> str:
        """The state for lists: proven and claimed are never both called done."""
        return "proven" if self.is_proven else "claimed" if self.is_claimed else self.state

    @property
    def standing_texts(self) -> tuple[str, ...]:
        """Everything about it in words: ("9 of 12 proven", "claimed")."""
        share = f"{self.proven} of {self.total} proven" if self.total else ""
        claim = "claimed" if self.is_claimed and not self.is_proven else ""
        return share, claim, "" if self.state == "done" else STATE_LABELS[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPhase:
    """A phase and the checkpoint at its end."""

    title: str
    label: str
    url: str
    is_held: bool
    stops: tuple[TopicMarker, ...]
    gate: str = ""
    """How the checkpoint stands, where it holds: "◇ ready, 2 of 3 proven, 1 claimed"."""
    is_proven: bool = False
    """Whether it holds by proof alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A stop as drawn: a circle of radius `r` at `x, y`, its label anchored at `label_x, label_y`."""

    stop: TopicMarker
    x: float
    y: float
    r: float
    label_x: float
    label_y: float
    anchor: Anchor

    @property
    def detail_y(self) -> float:
        """The baseline of the line below its label."""
        return round(self.label_y + DETAIL_HEIGHT, 1)

    @property
    def room(self) -> float:
        """The radius in which a press hits it."""
        return round(max(self.r + 3, MIN_ROOM), 1)

    @property
    def halo(self) -> float:
        """The radius of the circle around it where the learner is."""
        return round(self.r + 5, 1)

    @property
    def ring(self) -> float:
        """The radius of the arc that shows the share."""
        return round(max(self.r - 1.5, 6.0), 1)

    @property
    def accessible_name(self) -> str:
        """The accessible name, with everything that the map shows about it."""
        stop = self.stop
        starts = f"{stop.title} ".startswith(f"{stop.label} ")
        name = stop.title if starts else f"{stop.label}: {stop.title}"  # WCAG 2.5.3: the label is in the name
        return ", ".join(part for part in (name, stop.hours_text, *stop.standing_texts) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointMarker:
    """A checkpoint: two arcs across the path, which runs at `angle` degrees there."""

    stage: MapPhase
    number: int
    x: float
    y: float
    angle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A phase's name, beside its part of the path."""

    stage: MapPhase
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One drawing of the map."""

    name: str
    width: int
    height: int
    ground: Ground
    path: str
    completed_path: str
    stations: tuple[Station, ...]
    passes: tuple[CheckpointMarker, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """The map in both formats. `ground_key` changes exactly when the ground does: use it in the cached address."""

    stages: tuple[MapPhase, ...]
    sheets: tuple[Sheet, ...]
    ground_key: str
    ground_url: str

    @property
    def stops(self) -> tuple[TopicMarker, ...]:
        return tuple(stop for stage in self.stages for stop in stage.stops)

    @property
    def is_learners(self) -> bool:
        """Whether it shows somebody's progress. A visitor has none."""
        return any(stop.total for stop in self.stops)

    @property
    def sentence(self) -> str:
        """ "3 of 18 topics proven, 5 claimed"."""
        if not self.is_learners:
            return f"{self.total} topics"
        claimed_count = sum(stop.standing == "claimed" for stop in self.stops)
        claim = f", {claimed_count} claimed" if claimed_count else ""
        return f"{sum(stop.is_proven for stop in self.stops)} of {self.total} topics proven{claim}"

    @property
    def total(self) -> int:
        return len(self.stops)


def draw(stages: Sequence[MapPhase], ground_url: str = "", seed: str = "") -> Landscape:
    """The map of these phases. With `ground_url` the template refers to the contour lines there, or else includes them.

    Each `seed` gives another landscape.

    Raises:
        ValueError: there is no stop to draw.
    """
    plan = plan_of(stages, seed)
    if not any(stops for _, stops in plan.phases):
        raise ValueError("A map needs at least one phase with a topic")
    sheets = tuple(_sheet(stages, survey_of(plan, form), form) for form in (WIDE, UPRIGHT))
    return Landscape(stages=tuple(stages), sheets=sheets, ground_key=ground_key(plan), ground_url=ground_url)


def plan_of(stages: Sequence[MapPhase], seed: str = "") -> Plan:
    phases = tuple((stage.label, tuple((stop.label, stop.hours) for stop in stage.stops)) for stage in stages)
    return Plan(seed, phases)


def _sheet(stages: Sequence[MapPhase], survey: Survey, form: Format) -> Sheet:
    stops = [stop for stage in stages for stop in stage.stops]
    stations = [
        Station(
            stop=stop,
            x=round(spot.x, 1),
            y=round(spot.y, 1),
            r=round(spot.r, 1),
            label_x=label.x,
            label_y=label.y if stop.share_text else label.y_alone,
            anchor=label.anchor,
        )
        for stop, spot, label in zip(stops, survey.spots, survey.labels, strict=True)
    ]
    passes = [
        CheckpointMarker(stage=stage, number=number, x=round(x, 1), y=round(y, 1), angle=angle)
        for number, (stage, ((x, y), angle)) in enumerate(zip(stages, survey.passes, strict=True), 1)
    ]
    names = [
        Name(stage=stage, number=number, x=round(label.x), y=round(label.y - 7))  # two lines: the first sits higher
        for number, (stage, label) in enumerate(zip(stages, survey.names, strict=True), 1)
    ]
    completed_line = survey.path[: _completed_index(stops, survey) + 1]
    return Sheet(
        name=form.name, width=form.width, height=form.height, ground=survey.ground,
        path=contours.smooth([survey.path], digits=1),
        completed_path=contours.smooth([completed_line], digits=1) if len(completed_line) > 1 else "",
        stations=tuple(stations), passes=tuple(passes), names=tuple(names),
    )  # fmt: skip


def _completed_index(stops: Sequence[TopicMarker], survey: Survey) -> int:
    """Return how far along the path the learner is: at the stop "here", else at the end or at the start."""
    for stop, offset in zip(stops, survey.offsets, strict=True):
        if stop.state == "here":
            return offset
    return len(survey.path) - 1 if all(stop.state in ("done", "skipped") for stop in stops) else 0
