def early_stopping(losses, patience, min_delta):
    lowest, best, waited = losses[0], 0, 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if lowest - loss > min_delta:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return epoch, best
    return len(losses) - 1, best
