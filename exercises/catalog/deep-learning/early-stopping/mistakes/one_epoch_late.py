"""worked_example

You stop one epoch late. With a patience of 3 the third epoch in a row without an improvement is the last.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best > patience:
            break
    return epoch, best
