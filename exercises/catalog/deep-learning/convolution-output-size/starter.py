def output_size(n, kernel, stride=1, padding=0, dilation=1):
    """The number of kernel positions along an axis of n pixels, an int. ValueError if it does not fit once.

    output_size(32, 5, stride=2, padding=2) is 16, output_size(32, 5, stride=2) is 14.
    """
    raise NotImplementedError("return the number of outputs")


def receptive_field(layers):
    """The number of input pixels that one output of the last layer depends on, an int.

    layers: a list of dicts with kernel, stride and dilation, from the first layer to the last

    For three layers with kernel 3 and dilation 1, of which the first has stride 2 and the others 1, it is 11.
    """
    raise NotImplementedError("return the receptive field")
