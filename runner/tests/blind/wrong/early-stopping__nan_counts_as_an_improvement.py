# An epoch counts as an improvement unless its loss is too large, so a nan, for which every comparison is false, becomes the new best.
def early_stopping(losses, patience, min_delta):
    best, best_loss, waited = 0, losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] >= best_loss - min_delta:
            waited += 1
            if waited == patience:
                return epoch, best
        else:
            best, best_loss, waited = epoch, losses[epoch], 0
    return len(losses) - 1, best
