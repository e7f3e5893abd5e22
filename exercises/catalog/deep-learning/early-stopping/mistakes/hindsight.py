"""worked_example

You look for the best of all losses first and count from there. While training, the losses to come are not
known: walk through the epochs and stop as soon as patience is used up.
"""


def early_stopping(losses, patience, min_delta):
    best = losses.index(min(losses))
    return min(best + patience, len(losses) - 1), best
