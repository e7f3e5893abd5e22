"""worked_field

You apply a layer's stride to its own span. A stride affects only the layers after it: multiply by it after you widen
the field.
"""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    left = n + 2 * padding - dilation * (kernel - 1) - 1
    if left < 0:
        raise ValueError("the kernel is larger than the padded input")
    return left // stride + 1


def receptive_field(layers):
    field, step = 1, 1
    for layer in layers:
        step *= layer["stride"]
        field += layer["dilation"] * (layer["kernel"] - 1) * step
    return field
