def early_stopping(losses, patience, min_delta):
    # From one best epoch to the next, as long as one comes within patience.
    best = 0
    while True:
        window = losses[best + 1 : best + 1 + patience]
        lower = [i for i, loss in enumerate(window) if loss < losses[best] - min_delta]
        if not lower:
            return best + len(window), best
        best += 1 + lower[0]
