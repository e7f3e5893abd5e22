import math


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    room = n + padding + padding
    if room < span:
        raise ValueError(f"{span} > {room}")
    return math.ceil((room - span + 1) / stride)


def receptive_field(layers):
    strides = [layer["stride"] for layer in layers]
    return 1 + sum(layer["dilation"] * (layer["kernel"] - 1) * math.prod(strides[:i]) for i, layer in enumerate(layers))
