"""What a learner who knows a topic already can do."""

from collections.abc import Sequence

from progress.durations import say_minutes

CLAIM_ONLY = "No exercise proves this topic, so you can only claim it: mark it done."


def sentence_to_test_out(open_minutes: Sequence[int], total: int) -> str:
    """``open_minutes`` has how long each exercise takes that isn't passed yet; ``total`` counts all exercises.

    >>> sentence_to_test_out([20, 20], 3), sentence_to_test_out([], 3)
    ('Pass 2 exercises to prove that you know this topic. That takes about 40 min.', \
'You’ve passed all 3 exercises, which proves that you know this topic.')
    """
    if not total:
        return CLAIM_ONLY
    if not open_minutes:
        passes = "its exercise" if total == 1 else "both exercises" if total == 2 else f"all {total} exercises"
        return f"You’ve passed {passes}, which proves that you know this topic."
    count = len(open_minutes)
    exercises = "the exercise" if count == total == 1 else f"{count} exercise{'s' * (count > 1)}"
    return f"Pass {exercises} to prove that you know this topic. That takes about {say_minutes(sum(open_minutes))}."
