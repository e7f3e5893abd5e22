"""worked_example

You return the best epoch as the one where training stopped. Training continues until patience runs out, then goes back.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return best, best
