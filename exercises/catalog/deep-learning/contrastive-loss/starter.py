import numpy as np


def info_nce(A, B, temperature):
    """Symmetric contrastive loss of matching rows.

    A, B: (n, d)    temperature: a positive number

    Returns (loss, grad_S, accuracy) with grad_S (n, n), the gradient of the loss with respect to S.

    With A = [[1, 0], [0, 2]], B = [[3, 0], [3, 4]] and temperature 0.2 the loss is 0.1163,
    grad_S is [[-0.0315, 0.0970], [0.0062, -0.0717]] and the accuracy is 1.
    """
    # S: (n, n)

    raise NotImplementedError("return loss, gradient and accuracy")
