"""worked_sizes

Your size is one too small: you count the steps but not the starting position. Add 1 after the division.
"""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    left = n + 2 * padding - dilation * (kernel - 1) - 1
    if left < 0:
        raise ValueError("the kernel is larger than the padded input")
    return left // stride


def receptive_field(layers):
    field, step = 1, 1
    for layer in layers:
        field += layer["dilation"] * (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return field
