"""worked_field

You add up the strides of the layers before. Two layers of stride 2 move by 4 pixels of the image: strides are
multiplied.
"""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    left = n + 2 * padding - dilation * (kernel - 1) - 1
    if left < 0:
        raise ValueError("the kernel is larger than the padded input")
    return left // stride + 1


def receptive_field(layers):
    field, step = 1, 0
    for layer in layers:
        field += layer["dilation"] * (layer["kernel"] - 1) * max(step, 1)
        step += layer["stride"]
    return field
