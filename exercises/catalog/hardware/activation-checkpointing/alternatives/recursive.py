import numpy as np


def loss_and_gradients(x, y, weights, segment):
    log = []
    grads = [None] * len(weights)

    def forward(l, h):
        log.append("forward " + str(l))
        return np.tanh(h @ weights[l])

    def back_through(l, end, h, continuation):
        """Down the layers of a segment, then up again; returns the gradient of h."""
        if l == end:
            return continuation
        after = forward(l, h)
        d = back_through(l + 1, end, after, continuation)
        log.append("backward " + str(l))
        slope = d * (1 - after * after)
        grads[l] = h.T @ slope
        return slope @ weights[l].T

    def segment_from(start, h):
        if start >= len(weights):
            return 0.5 * np.sum((h - y) ** 2), h - y
        log.append("keep " + str(start))
        end = min(len(weights), start + segment)
        after = h
        for l in range(start, end):
            after = forward(l, after)
        loss, d = segment_from(end, after)
        return loss, back_through(start, end, h, d)

    loss, _ = segment_from(0, x)
    return loss, grads, log
