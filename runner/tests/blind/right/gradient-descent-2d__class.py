import numpy as np


class Valley:
    def value(self, p):
        return (1 - p[0]) ** 2 + 5 * (p[1] - p[0] ** 2) ** 2

    def gradient(self, p):
        r = p[1] - p[0] ** 2
        return np.array([-2 * (1 - p[0]) + 5 * 2 * r * (-2 * p[0]), 5 * 2 * r])


class Descent:
    def __init__(self, function, lr, tolerance):
        self.function, self.lr, self.tolerance = function, lr, tolerance

    def run(self, start, steps):
        point = np.array(start, dtype=float)
        path = [point]
        for _ in range(steps):
            g = self.function.gradient(point)
            if np.hypot(g[0], g[1]) <= self.tolerance:
                break
            point = point - self.lr * g
            path.append(point)
        return np.stack(path)


def descend(start, lr, steps, tolerance):
    return Descent(Valley(), lr, tolerance).run(start, steps)
