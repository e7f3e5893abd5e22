def output_size(n, kernel, stride=1, padding=0, dilation=1):
    last = n + 2 * padding - dilation * (kernel - 1)
    places = len(range(0, last, stride))
    if places == 0:
        raise ValueError("no place for the kernel")
    return places


def receptive_field(layers):
    # backwards: r numbers of a layer need stride * (r - 1) + span numbers of the layer before
    field = 1
    for layer in reversed(layers):
        field = layer["stride"] * (field - 1) + layer["dilation"] * (layer["kernel"] - 1) + 1
    return field
