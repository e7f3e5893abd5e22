"""The headline of a cohort: who needs the mentor today, and how the others do."""

from collections.abc import Sequence

from cohorts.rules.need import SILENT_AFTER
from cohorts.rules.phrases import in_words

MAX_NAMES = 3  # learners named in the headline's sentence; the others are counted
ACTIVE_LATELY = f"active within the last {SILENT_AFTER} days"
FALLING_BEHIND = "falling behind the plan"
ROADMAP_COMPLETED = "completed the roadmap"
NOT_STARTED = "not started yet"
NOBODY_STARTED = "Nobody has started yet."
ONLY_LEARNER = "The one learner here"


def headline(urgent: int) -> str:
    """
    >>> headline(0), headline(1), headline(3)
    ('Nobody needs you today', 'One learner needs you today', 'Three learners need you today')
    """
    if not urgent:
        return "Nobody needs you today"
    return f"{in_words(urgent).capitalize()} {'learner needs' if urgent == 1 else 'learners need'} you today"


def headline_sentence(
    urgent: Sequence[tuple[str, str]], *, active: int, new: int, behind: int = 0, finishers: int = 0
) -> str:
    """Who needs the mentor and why, heaviest first, as (name, reason); then how many others were active lately, and
    how many have only just joined and done nothing yet; how many of those fall behind; and how many have completed
    the roadmap.

    >>> headline_sentence([("Amara", "is stuck on Attention")], active=1, new=0)
    'Amara is stuck on Attention. The other one was active within the last 7 days.'
    """
    parts = [f"{name} {reason}" for name, reason in urgent[:MAX_NAMES]]
    if len(urgent) > MAX_NAMES:
        parts.append(f"{in_words(len(urgent) - MAX_NAMES)} more below")
    rest = _rest(active, new, every=not urgent and not finishers)
    late = _falling_behind(behind, of=active + new)
    at_the_end = f"{in_words(finishers).capitalize()} {_have(finishers)} {ROADMAP_COMPLETED}." if finishers else ""
    return " ".join(part for part in (f"{'; '.join(parts)}." if parts else "", rest, late, at_the_end) if part)


def _rest(active: int, new: int, *, every: bool) -> str:
    if active and new:
        active_part = f"{in_words(active)} {'was' if active == 1 else 'were'} {ACTIVE_LATELY}"
        others = "" if every else "other "
        return f"Of the {others}{in_words(active + new)}, {active_part} and {in_words(new)} {_have(new)} {NOT_STARTED}."
    if not active + new:
        return ""
    who = ("All " if every else "The other ") + in_words(active + new)
    if every and active + new == 1:
        who = ONLY_LEARNER
    if new:
        return NOBODY_STARTED if every and new > 1 else f"{who} {_have(new)} {NOT_STARTED}."
    return f"{who} {'was' if active == 1 else 'were'} {ACTIVE_LATELY}."


def _falling_behind(number: int, *, of: int) -> str:
    if not number:
        return ""
    who = "They are" if of == 1 else f"{in_words(number).capitalize()} of them {'is' if number == 1 else 'are'}"
    return f"{who} {FALLING_BEHIND}."


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
