import numpy as np


def split(x, y, validation, test, rng):
    """Three stratified sets of rows: ((x_train, y_train), (x_val, y_val), (x_test, y_test)).

    x: (n, d)    y: (n,) integers    validation, test: shares, rounded down for each class    rng: a NumPy generator

    With six rows of class 0, four of class 5 and both shares 0.25, the sets have 6, 2 and 2 rows, and each of the two
    small ones has one row of each class.
    """
    raise NotImplementedError("split each class separately, then join the parts in random order")
