"""worked_example

You say that training stopped at the best epoch. That nobody knew yet: it stops when patience is used up, and
goes back.
"""


def early_stopping(losses, patience, min_delta):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return best, best
