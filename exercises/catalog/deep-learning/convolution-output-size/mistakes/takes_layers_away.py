"""any_field

You remove the layers from the caller's list. Iterate over it with a for loop instead.
"""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    left = n + 2 * padding - dilation * (kernel - 1) - 1
    if left < 0:
        raise ValueError("the kernel is larger than the padded input")
    return left // stride + 1


def receptive_field(layers):
    field, step = 1, 1
    while layers:
        layer = layers.pop(0)
        field += layer["dilation"] * (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return field
