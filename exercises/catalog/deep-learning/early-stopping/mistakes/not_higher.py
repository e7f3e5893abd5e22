"""not_a_number

You test whether a loss is not higher than the best. Any comparison with nan is false, so a nan counts as an improvement
and becomes the best. Test whether the loss is lower.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if epoch and not loss >= losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best
