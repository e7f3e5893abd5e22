"""worked_sizes

Your dilated kernel spans dilation times kernel pixels. There are kernel - 1 gaps between its weights, so it spans
dilation * (kernel - 1) + 1.
"""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    left = n + 2 * padding - dilation * kernel
    if left < 0:
        raise ValueError("the kernel is larger than the padded input")
    return left // stride + 1


def receptive_field(layers):
    field, step = 1, 1
    for layer in layers:
        field += layer["dilation"] * (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return field
