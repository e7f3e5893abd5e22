"""worked_example

You compare each loss with the one before. A loss may fall from 0.65 to 0.61 and still be worse than the best,
0.6: compare with the best so far.
"""


def early_stopping(losses, patience, min_delta):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[epoch - 1] - min_delta:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(losses) - 1, best
