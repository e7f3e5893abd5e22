def early_stopping(losses, patience, min_delta):
    best, best_loss, waited = 0, losses[0], 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < best_loss - min_delta:
            best, best_loss, waited = epoch, losses[epoch], 0
        else:
            waited += 1
            if waited == patience:
                return epoch, best
    return len(losses) - 1, best
