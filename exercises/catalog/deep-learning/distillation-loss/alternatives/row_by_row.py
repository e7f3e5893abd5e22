import math

import numpy as np


def distillation_loss(student, teacher, labels, temperature, weight):
    total, grad = 0.0, np.empty(student.shape)
    for i, label in enumerate(labels.tolist()):
        s, t = student[i].tolist(), teacher[i].tolist()
        soft, hard, target = (logs([z / T for z in row]) for row, T in ((s, temperature), (s, 1), (t, temperature)))
        total -= (1 - weight) * hard[label]
        for v, (goal, mine, own) in enumerate(zip(target, soft, hard)):
            p = math.exp(goal)
            if p:
                total += weight * temperature * temperature * p * (goal - mine)
            grad[i, v] = weight * temperature * (math.exp(mine) - p)
            grad[i, v] += (1 - weight) * (math.exp(own) - (v == label))
    return total / len(student), grad / len(student)


def logs(z):
    top = max(z)
    total = top + math.log(sum(math.exp(value - top) for value in z))
    return [value - total for value in z]
