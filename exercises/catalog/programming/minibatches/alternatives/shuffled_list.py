def minibatches(X, y, batch_size, rng=None, drop_last=False):
    waiting = list(range(len(y)))
    if rng is not None:
        rng.shuffle(waiting)
    while len(waiting) >= (batch_size if drop_last else 1):
        batch, waiting = waiting[:batch_size], waiting[batch_size:]
        yield X[batch], y[batch]


def one_epoch(X, y, batch_size, **options):
    return list(minibatches(X, y, batch_size, **options))
