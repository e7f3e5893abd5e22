"""worked_example

You look for the best of all losses first and count from there. During training, future losses are unknown: go through
the epochs in order and stop as soon as patience runs out.
"""


def early_stopping(losses, patience, min_delta):
    best = losses.index(min(losses))
    return min(best + patience, len(losses) - 1), best
