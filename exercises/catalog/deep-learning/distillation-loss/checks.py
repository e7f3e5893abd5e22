import math

import numpy as np
import torch

from runner.judge import bars, check, close, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """Two rows of four classes"""
    student = 3 * np.log([[2.0, 1.0, 1.0, 1.0], [1.0, 1.0, 3.0, 1.0]])
    teacher = 3 * np.log([[1.0, 3.0, 1.0, 1.0], [4.0, 1.0, 1.0, 2.0]])
    compare(learner, student, teacher, np.array([0, 2]), 3.0, 0.75)


@check
def any_temperature(learner, rng):
    """Any temperature and weight"""
    for n, V, temperature, weight in [(1, 5, 0.7, 0.4), (4, 3, 2.5, 0.9), (5, 7, 4.0, 0.2), (40, 32, 2.0, 0.5)]:
        student, teacher, labels = draw(rng, n, V)
        compare(learner, student, teacher, labels, temperature, weight)


@check
def one_part_alone(learner, rng):
    """With a weight of 1 the labels don't count, with 0 the teacher doesn't"""
    student, teacher, labels = draw(rng, 3, 5)
    for weight in (1.0, 0.0):
        compare(learner, student, teacher, labels, 1.7, weight)
    compare(learner, teacher.copy(), teacher, labels, 1.7, 1.0)


@check
def large_logits(learner, rng):
    """Logits of ±1000 stay exact, also at a low temperature"""
    levels = [
        [1000.0, 998.0, -1000.0, 0.0, 999.5],
        [-1000.0, -998.0, -999.0, -1000.0, -997.5],
        [5.0, 1.0, 0.0, 4.0, 2.0],
    ]
    for temperature in (0.5, 3.0):
        student, teacher = (rng.permuted(levels, axis=1) for _ in "st")
        labels = rng.integers(5, size=3)
        if temperature < 1:
            labels = student.argmin(axis=1)  # their probabilities may be rounded to 0
        compare(learner, student, teacher, labels, temperature, 0.6)


@check
def excluded_classes(learner, rng):
    """Classes to which the teacher gives no probability add nothing"""
    for excluded in (1, 3):
        student, teacher, labels = draw(rng, 3, 4)
        for row in teacher:
            row[rng.permutation(4)[:excluded]] = -np.inf
        compare(learner, student, teacher, labels, 2.0, 0.5)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    compare(learner, *draw(rng, 3, 4), 2.0, 0.5)
    preserves_arguments(learner)


def draw(rng, n, V):
    return 2 * rng.normal(size=(n, V)), 2 * rng.normal(size=(n, V)), rng.integers(V, size=n)


def compare(learner, student, teacher, labels, temperature, weight):
    answer = learner.distillation_loss(student, teacher, labels, temperature, weight)
    loss, grad = parts(answer, "loss", "grad")
    expected, slope = by_torch(student, teacher, labels, temperature, weight)
    sizes = {"n": len(student), "V": student.shape[1]}
    if np.shape(grad) == slope.shape and np.isrealobj(grad):
        labels_of_bars = [f"class {v}" for v in range(student.shape[1])]
        learner.show(bars(labels_of_bars, {"your gradient, row 0": list(grad[0]), "expected": slope[0].tolist()}))
    close(loss, expected, name="your loss", sizes=sizes)
    close(grad, slope, name="your gradient", sizes=sizes)


def by_torch(student, teacher, labels, temperature, weight):
    """Loss and gradient by autograd. torch's kl_div knows that 0 log 0 is 0."""
    s, t = torch.tensor(student, requires_grad=True), torch.tensor(teacher)
    soft = torch.nn.functional.kl_div(
        (s / temperature).log_softmax(1), (t / temperature).softmax(1), reduction="batchmean"
    )
    hard = torch.nn.functional.cross_entropy(s, torch.tensor(labels))
    loss = weight * math.pow(temperature, 2) * soft + (1 - weight) * hard
    loss.backward()
    return loss.item(), s.grad.numpy()
