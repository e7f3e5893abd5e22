"""Sentences about changes of the roadmap."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.text import Truncator

from authoring.drafts.labels import count_of_kind
from authoring.drafts.nodes import NodeTable, is_shown
from authoring.impact.rules import LearnerImpact
from progress.plan.rules import Finish

MAX_QUESTION_CHARS = 100
VERBS = ("added", "edited", "moved", "retired", "restored")
OF_ROADMAPS = {"edited": "the roadmap’s own page edited", "restored": "the whole roadmap shown to learners"}


def changes_text(changes: Iterable[Mapping[str, Any]]) -> str:
    """ "2 topics edited, 1 question added"."""
    counts = Counter((change["verb"], change["kind"]) for change in changes)
    return ", ".join(
        OF_ROADMAPS.get(verb, f"the whole roadmap {verb}")
        if kind == "roadmap"
        else f"{count_of_kind(count, kind)} {verb}"
        for (verb, kind), count in sorted(counts.items(), key=lambda item: (VERBS.index(item[0][0]), -item[1]))
    )


def nodes_text(table: NodeTable) -> str:
    """What a roadmap has: "3 sections, 11 topics, 3 phases"."""
    counts = Counter(state.kind for state in table.values() if is_shown(table, state.uid))
    kinds = ("section", "topic", "phase", "activity")
    return ", ".join(count_of_kind(counts[kind], kind) for kind in kinds if counts[kind])


def published_sentence(impact: Mapping[str, Any]) -> str:
    """Who hears of a version. ``impact`` is what its preview said, empty if nobody previewed it as it was published."""
    if not impact:
        return "Learners whose plan changes will get a notification."
    count = len(impact["rows"])
    if not count:
        return "Nobody’s plan changes."
    return f"{count} learner{'s' if count > 1 else ''} will get a notification."


def learner_sentence(changes: Iterable[Mapping[str, Any]], impact: LearnerImpact, today: date) -> str:
    """Tell a learner what changed, what it adds to their plan, and their new projected finish."""
    parts = [f"The roadmap has changed: {changes_text(changes)}."]
    if impact.hours_sentence:
        parts.append(impact.hours_sentence)
    if impact.finish_after != impact.finish_before and impact.finish_after[0]:
        first, last = (date.fromisoformat(day) if day else None for day in impact.finish_after)
        parts.append(f"New projected finish: {Finish(first, last).range_text(today)}.")
    if impact.questions:
        parts.append(_questions_text(impact.questions))
    parts += [f"The checkpoint “{title}” is open again." for title in impact.reopened]
    return " ".join(parts)


def _questions_text(questions: Sequence[str]) -> str:
    """Say that questions which the learner answered ask something else now."""
    if len(questions) > 1:
        return f"{len(questions)} questions you answered now ask something else. Check your answers."
    [question] = questions
    return f"A question you answered now reads: “{Truncator(question).chars(MAX_QUESTION_CHARS)}” Check your answer."
