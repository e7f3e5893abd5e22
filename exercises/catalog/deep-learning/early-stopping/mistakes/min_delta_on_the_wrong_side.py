"""by_how_much

You add min_delta to the best loss, so an epoch that is worse counts as an improvement.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] + min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best
