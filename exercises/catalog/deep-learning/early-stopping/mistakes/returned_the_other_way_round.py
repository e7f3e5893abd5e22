"""worked_example

You return the best epoch first. The exercise asks for (stopped, best).
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch
