import numpy as np


def reward_loss(chosen, rejected, margin=0.0):
    """Pairwise loss of a reward model.

    chosen, rejected: (n,)    margin: a number or (n,)

    Returns (loss, {"chosen": (n,), "rejected": (n,)}, accuracy).

    With chosen = [log 3, 0] and rejected = [0, log 3] the loss is 0.837, the gradients are
    [-0.125, -0.375] and [0.125, 0.375], and the accuracy is 0.5.
    """
    raise NotImplementedError("return loss, gradients and accuracy")
