import numpy as np


def distillation_loss(student, teacher, labels, temperature, weight):
    """The loss of a student that learns from a teacher's probabilities and from labels.

    student, teacher: (n, V) logits    labels: (n,) ints    temperature, weight: numbers

    Returns (loss, grad): a number, and its gradient with respect to student, (n, V).

    With student = [[3 log 2, 0, 0, 0], [0, 0, 3 log 3, 0]], teacher = [[0, 3 log 3, 0, 0], [3 log 4, 0, 0, 3 log 2]],
    labels = [0, 2], temperature = 3 and weight = 0.75 the loss is 2.391.
    """
    raise NotImplementedError("return loss and gradient")
