"""Sentences about changes of the roadmap."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from authoring.impact.rules import LearnerImpact
from progress.plan.rules import Finish

VERBS = ("added", "edited", "moved", "retired", "restored")
NOUNS = {"subtopic": "part", "criterion": "question"}
PLURALS = {"activity": "activities"}


def changes_text(changes: Iterable[Mapping[str, Any]]) -> str:
    """ "2 topics edited, 1 criterion added"."""
    counts = Counter((change["verb"], NOUNS.get(change["kind"], change["kind"])) for change in changes)
    parts = [
        f"{count} {kind if count == 1 else PLURALS.get(kind, f'{kind}s')} {verb}"
        for (verb, kind), count in sorted(counts.items(), key=lambda item: (VERBS.index(item[0][0]), -item[1]))
    ]
    return ", ".join(parts)


def learner_sentence(changes: Iterable[Mapping[str, Any]], impact: LearnerImpact, today: date) -> str:
    """Tell a learner what changed, what it adds to their plan, and their new projected finish."""
    parts = [f"The roadmap has changed: {changes_text(changes)}."]
    if impact.hours_sentence:
        parts.append(impact.hours_sentence)
    if impact.finish_after != impact.finish_before and impact.finish_after[0]:
        first, last = (date.fromisoformat(day) if day else None for day in impact.finish_after)
        parts.append(f"New projected finish: {Finish(first, last).range_text(today)}.")
    if impact.questions:
        count = len(impact.questions)
        parts.append("One checkpoint question is new to you." if count == 1 else f"{count} questions are new to you.")
    parts += [f"The checkpoint “{title}” is open again." for title in impact.reopened]
    return " ".join(parts)
