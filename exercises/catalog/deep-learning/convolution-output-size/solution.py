def output_size(n, kernel, stride=1, padding=0, dilation=1):
    """The first position, plus one for each stride that fits."""
    left = n + 2 * padding - dilation * (kernel - 1) - 1  # pixels after the first position of the kernel
    if left < 0:
        raise ValueError("the kernel is larger than the padded input")
    return left // stride + 1


def receptive_field(layers):
    """Each layer widens the field by its span, scaled by the strides before it."""
    field, step = 1, 1
    for layer in layers:
        field += layer["dilation"] * (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return field
