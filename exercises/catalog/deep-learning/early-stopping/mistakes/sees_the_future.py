"""worked_example

Your best epoch is the best of all losses, including those after the stop. Those epochs are never trained.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, losses.index(min(losses))
