def gradients(w, x, b):
    """The derivatives of (w x + b)^2 with respect to w, x and b, as a tuple.

    w, x, b: numbers, or arrays of the same shape. Each derivative has that shape.

    gradients(3, 2, -1) is (20, 30, 10).
    """
    raise NotImplementedError("derive them on paper first")
