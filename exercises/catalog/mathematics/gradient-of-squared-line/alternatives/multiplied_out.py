def gradients(w, x, b):
    # w²x² + 2wxb + b², term by term.
    return 2 * w * x**2 + 2 * x * b, 2 * w**2 * x + 2 * w * b, 2 * w * x + 2 * b
