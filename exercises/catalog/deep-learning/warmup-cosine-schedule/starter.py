import math


def learning_rate(step, warmup, total, peak, final):
    """The learning rate of a step, counted from 0: a linear warm-up, then half a cosine from peak to final.

    learning_rate(0, 4, 12, 1.0, 0.2) is 0.25 and learning_rate(8, 4, 12, 1.0, 0.2) is 0.6.
    """
    raise NotImplementedError("return the rate")
