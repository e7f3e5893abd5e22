"""by_how_much

You ignore min_delta. An epoch improves when it is lower by more than that, so that noise does not count as
progress.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best
