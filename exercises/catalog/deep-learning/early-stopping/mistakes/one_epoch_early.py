"""worked_example

You stop one epoch early. With a patience of 3 two epochs without an improvement are still allowed.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == max(patience - 1, 1):
            break
    return epoch, best
