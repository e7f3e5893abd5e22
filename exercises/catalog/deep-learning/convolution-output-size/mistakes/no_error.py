"""kernel_too_large

A kernel that does not fit gives 0 or a negative number. Raise a ValueError: the network has too many layers for its
input, and the caller should know.
"""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    left = n + 2 * padding - dilation * (kernel - 1) - 1

    return left // stride + 1


def receptive_field(layers):
    field, step = 1, 1
    for layer in layers:
        field += layer["dilation"] * (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return field
