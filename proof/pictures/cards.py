"""The card that a shared link shows, 1200 by 630 pixels: words on the left, the roadmap's map on the right."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2s
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from branding.queries import branding
from curriculum.landscape import MapPhase, Sheet, Station, TopicMarker, draw
from exercises.models import Exercise
from progress.outline.outline import outline_for
from progress.roadmap.curriculum import Curriculum, ExerciseFacts
from progress.roadmap.map import landscape_of
from proof.models import Badge, EvidencePage
from proof.pictures.text import Style, TextLine, fit, is_known, stacked
from proof.queries import LearnersEvidence

WIDTH, HEIGHT, COLUMN = 1200, 630, 560
OVER, LEAD, FOOT = (Style(size=size, css="soft", em=0.46) for size in (27, 25, 22))
TITLES = (  # by how many lines it takes
    Style(size=62, css="title", em=0.52),
    Style(size=50, css="title", em=0.52),
    Style(size=42, css="title", em=0.52),
)
PROVEN_BY_CODE = "proven by code, on inputs it had never seen"
RING = 13  # the radius of a fact's ring in card.svg
OVER_Y, LEAD_GAP, FACTS_Y, FACT_HEIGHT, FOOT_Y = 186, 48, 408, 76, 582


def arc_length(radius: float, proven: int, total: int) -> float:
    return round(2 * math.pi * radius * proven / total, 2) if total else 0


@dataclass(frozen=True, kw_only=True)
class CardMark:
    """A topic on the map. ``dash`` is the length of its ring's arc, in pixels."""

    x: float
    y: float
    r: float
    is_proven: bool
    dash: float

    @classmethod
    def of(cls, station: Station) -> "CardMark":
        stop = station.stop
        dash = arc_length(station.r, stop.proven, stop.total)
        return cls(x=station.x, y=station.y, r=station.r, is_proven=stop.is_proven, dash=dash)


@dataclass(frozen=True, kw_only=True)
class CardFact:
    """A figure with what it means. ``proven`` of ``total`` draws a ring before it."""

    text: str
    detail: str
    proven: int = 0
    total: int = 0
    y: int = 0

    @property
    def is_full(self) -> bool:
        return 0 < self.total <= self.proven

    @property
    def dash(self) -> float:
        """The length of the ring's arc, in pixels."""
        return arc_length(RING, self.proven, self.total)


@dataclass(frozen=True, kw_only=True)
class ShareCard:
    """The words of a card, and the roadmap whose map it shows.

    The map shows the checkpoints ``gates``, by number, the path to the last of them, and the slugs ``passed``.
    """

    over: str
    title: str
    lead: str = ""
    facts: Sequence[CardFact] = ()
    foot: str = ""
    course: Curriculum | None = None
    gates: frozenset[int] = frozenset()
    passed: frozenset[str] = frozenset()

    @property
    def version(self) -> str:
        """It changes with the words, so that other sites ask for the picture again."""
        return blake2s(f"{branding().name}: {self.alt}".encode(), digest_size=5).hexdigest()

    @property
    def alt(self) -> str:
        """The card in words."""
        facts = [f"{fact.text} {fact.detail}" for fact in self.facts]
        return ". ".join(text.rstrip(".") for text in (f"{self.over}: {self.title}", self.lead, *facts) if text)

    @property
    def svg(self) -> str:
        facts = [replace(fact, y=FACTS_Y + number * FACT_HEIGHT) for number, fact in enumerate(self.facts)]
        sheet = _sheet(self)
        marks = [CardMark.of(station) for station in sheet.stations] if sheet else []
        context = {"lines": list(self._lines()), "facts": facts, "sheet": sheet, "marks": marks}
        return render_to_string("proof/card.svg", context)

    def _lines(self) -> Iterator[TextLine]:
        style, title = _title(self.title)
        lines = list(stacked(title, style, OVER_Y + round(style.size * 1.14)))
        yield from stacked(fit(self.over, OVER, COLUMN), OVER, OVER_Y)
        yield from lines
        yield from stacked(fit(self.lead, LEAD, COLUMN, 3), LEAD, lines[-1].y + LEAD_GAP)
        yield from stacked(fit(self.foot, FOOT, COLUMN), FOOT, FOOT_Y)


def _title(text: str) -> tuple[Style, list[str]]:
    """The largest size in which it takes the fewest lines, three at most."""
    for number, style in enumerate(TITLES, 1):
        lines = fit(text, style, COLUMN, number)
        if not lines[-1].endswith("…"):
            return style, lines
    return style, lines


def _sheet(card: ShareCard) -> Sheet | None:
    """The wide map as a visitor sees it, with the exercises passed. None for a roadmap without a path."""
    if card.course is None:
        return None
    outline = outline_for(None, card.course)
    try:
        landscape = landscape_of(outline)
    except ValueError:
        return None
    rows = {topic.uid: card.course.exercises.get(topic.pk, ()) for topic in card.course.topics.values()}
    stages = [
        replace(
            stage,
            is_held=number in card.gates,
            is_proven=number in card.gates,
            stops=tuple(_proven(stop, rows.get(stop.uid, ()), card.passed) for stop in stage.stops),
        )
        for number, stage in enumerate(landscape.stages, 1)
    ]
    last = max(card.gates, default=0)
    if 0 < last < len(stages):
        stages[last] = _from_here(stages[last])
    return draw(stages, seed=outline.roadmap.uid).sheets[0]


def _proven(stop: TopicMarker, rows: Sequence[ExerciseFacts], passed: Collection[str]) -> TopicMarker:
    return replace(stop, state="todo", proven=sum(row.slug in passed for row in rows), total=len(rows))


def _from_here(stage: MapPhase) -> MapPhase:
    """The path is drawn up to the first topic of this phase."""
    return replace(stage, stops=(replace(stage.stops[0], state="here"), *stage.stops[1:]))


def evidence_card(page: EvidencePage, evidence: LearnersEvidence) -> ShareCard:
    """The last badge that the page shows, or else how many exercises were passed."""
    name = page.name if is_known(page.name) else "A learner"
    foot = f"Verify at {urlsplit(settings.SITE_ROOT).netloc}"
    gate = next((gate for gate in reversed(evidence.checkpoints) if gate.badge and gate.badge.name == page.name), None)
    if gate is None or gate.badge is None:
        count = len(evidence.passes)
        lead = "Each was graded by running the code on inputs it had never seen."
        return ShareCard(over=f"{name} has passed", title=f"{count} exercise{'s' * (count != 1)}", lead=lead, foot=foot)
    content = gate.content
    return ShareCard(
        over=f"{name} has proven" if gate.badge.exercise_count else f"{name} has a badge of",
        title=content.checkpoint.phase.label,
        lead=f"{content.place} · {content.course.roadmap.title}",
        facts=_facts(gate.badge, len(gate.statuses)),
        foot=foot,
        course=content.course,
        gates=frozenset(
            gate.content.number
            for gate in evidence.checkpoints
            if gate.content.course is content.course and gate.badge and gate.badge.exercise_count
        ),
        passed=frozenset(line.evidence.slug for line in evidence.passes),
    )


def _facts(badge: Badge, criteria: int) -> list[CardFact]:
    proven = len(badge.criteria)
    facts = [CardFact(text=f"{proven} of {criteria} criteria", detail=PROVEN_BY_CODE, proven=proven, total=criteria)]
    if badge.exercise_count:
        date, passed = f"{badge.issued_at:%-d %B %Y}", badge.passed_count or 0
        facts.append(CardFact(text=badge.share_text, detail=date, proven=passed, total=badge.exercise_count))
    return facts


def front_card(exercises: int, course: Curriculum) -> ShareCard:
    return ShareCard(
        over="A roadmap, and exercises that prove it",
        title=course.roadmap.promise,
        lead=f"{exercises} exercises, graded by running your code on inputs it has never seen.",
        foot="You can try it without an account",
        course=course,
    )


def roadmap_card(course: Curriculum) -> ShareCard:
    topics = {topic for topics in course.phase_topics.values() for topic in topics}
    exercises = {row.pk for topic in topics for row in course.exercises.get(topic, ())}
    facts = f"{len(course.phases)} phases, {len(topics)} topics, {len(exercises)} exercises"
    return ShareCard(
        over="A roadmap", title=course.roadmap.title, lead=course.roadmap.summary, foot=facts, course=course
    )


def exercise_card(exercise: Exercise, course: Curriculum | None = None) -> ShareCard:
    return ShareCard(
        over=f"An exercise, about {exercise.minutes} minutes",
        title=exercise.title,
        lead=exercise.summary,
        foot="Graded at once, by running your code",
        course=course,
    )
