"""worked_sizes

Your size is a float. A number of outputs is an integer, and array shapes must be integers: divide with //.
"""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    left = n + 2 * padding - dilation * (kernel - 1) - 1
    if left < 0:
        raise ValueError("the kernel is larger than the padded input")
    return float(left // stride + 1)


def receptive_field(layers):
    field, step = 1, 1
    for layer in layers:
        field += layer["dilation"] * (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return field
