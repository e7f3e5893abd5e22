def early_stopping(losses, patience, min_delta):
    """The last epoch that is trained, and the best one, counted from 0.

    losses: list of validation losses, one for each epoch
    patience: epochs in a row without improvement after which training stops
    min_delta: an improvement is lower than the best so far by more than this

    Returns (stopped, best).

    early_stopping([0.9, 0.7, 0.75, 0.72, 0.6, 0.65, 0.61, 0.7, 0.71, 0.73, 0.5], 3, 0.0) is (7, 4).
    """
    raise NotImplementedError("return stopped, best")
