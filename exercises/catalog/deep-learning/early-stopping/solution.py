def early_stopping(losses, patience, min_delta):
    """Remember the best epoch; stop when it is too far back."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best
