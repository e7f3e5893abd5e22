"""arguments_unchanged

You remove the losses from the caller's list one by one. Loop over it instead.
"""


def early_stopping(losses, patience, min_delta):
    best, given = 0, losses
    losses = list(given)
    for epoch, loss in enumerate(losses):
        given.pop(0)
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best
