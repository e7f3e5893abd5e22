from functools import reduce


def early_stopping(losses, patience, min_delta):
    def advance(state, item):
        stopped, best, done = state
        epoch, loss = item
        if done:
            return state
        if loss < losses[best] - min_delta:
            return epoch, epoch, False
        return epoch, best, epoch - best >= patience

    stopped, best, _ = reduce(advance, list(enumerate(losses))[1:], (0, 0, False))
    return stopped, best
