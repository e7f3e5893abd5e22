"""The shares of the kinds of study against the roadmap’s rule."""

from collections.abc import Mapping

from progress.durations import hours_together, together

BALANCED_WITHIN = 5  # percentage points; a smaller difference isn't mentioned
NEXT_VERB = {"coding": "write some code", "reading": "read something", "watching": "watch a lecture"}


def shares(minutes: Mapping[str, int]) -> dict[str, int]:
    """Whole percents that add up to 100 (largest remainder); all 0 when nothing was logged."""
    total = sum(minutes.values())
    if not total:
        return dict.fromkeys(minutes, 0)
    percents = {kind: 100 * part // total for kind, part in minutes.items()}
    by_remainder = sorted(minutes, key=lambda kind: -(100 * minutes[kind] % total))
    for kind in by_remainder[: 100 - sum(percents.values())]:
        percents[kind] += 1
    return percents


def unstated_sentence(minutes: int) -> str:
    """What to add where some of the time has no kind: it counts for no share."""
    return f" {hours_together(minutes)} without a kind not counted." if minutes else ""


def balance_sentence(parts: Mapping[str, int], rule: Mapping[str, int], *, period: str = "") -> str:
    """The hours compared with the roadmap's rule, and a suggestion. ``period`` begins the sentence."""
    targets = ", ".join(together(f"{kind} {percent} %") for kind, percent in rule.items())
    if not any(parts.values()):
        return f"Target: {targets}."
    actual = ", ".join(together(f"{kind} {parts[kind]} %") for kind in rule)
    actual = f"{period}: {actual}" if period else actual[0].upper() + actual[1:]
    figures = "/".join(str(percent) for percent in rule.values())
    shortest = max(rule, key=lambda kind: rule[kind] - parts[kind])
    if rule[shortest] - parts[shortest] <= BALANCED_WITHIN:
        return f"{actual}. That matches the {figures} target."
    return f"{actual}. Target {figures}: {NEXT_VERB[shortest]} next."
