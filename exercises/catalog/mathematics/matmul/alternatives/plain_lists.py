import numpy as np


def matmul(A, B):
    rows, columns = A.tolist(), list(zip(*B.tolist()))
    for row in rows:
        for column in columns:
            if len(row) != len(column):
                raise ValueError("shapes do not fit")
    return np.array([[sum(a * b for a, b in zip(row, column)) for column in columns] for row in rows])
