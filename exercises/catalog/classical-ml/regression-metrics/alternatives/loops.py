import math


def pairs(y_true, y_pred):
    return list(zip(y_true.tolist(), y_pred.flatten().tolist()))


def mse(y_true, y_pred):
    total = 0.0
    for y, p in pairs(y_true, y_pred):
        total += (y - p) * (y - p)
    return total / len(y_true)


def rmse(y_true, y_pred):
    return math.dist(y_true, y_pred.flatten()) / math.sqrt(len(y_true))


def mae(y_true, y_pred):
    return sum(abs(y - p) for y, p in pairs(y_true, y_pred)) / len(y_true)


def r2(y_true, y_pred):
    mean = sum(y_true) / len(y_true)
    around = sum((y - mean) ** 2 for y in y_true)
    return 1 - sum((y - p) ** 2 for y, p in pairs(y_true, y_pred)) / around
