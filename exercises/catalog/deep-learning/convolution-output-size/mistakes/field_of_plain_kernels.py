"""any_field

Your receptive field ignores the dilation. A kernel of size 3 with dilation 2 spans as much as one of size 5.
"""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    left = n + 2 * padding - dilation * (kernel - 1) - 1
    if left < 0:
        raise ValueError("the kernel is larger than the padded input")
    return left // stride + 1


def receptive_field(layers):
    field, step = 1, 1
    for layer in layers:
        field += (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return field
