def count_parameters(config):
    """The number of parameters of a GPT, an int.

    config: {"V": vocabulary, "d": width, "L": layers, "h": heads, "n": positions}

    count_parameters({"V": 10, "d": 4, "L": 3, "h": 4, "n": 9}) is 816.
    """
    raise NotImplementedError("return the number of parameters")


def inference_bytes(config, dtype, batch, length):
    """Bytes of the parameters and of the key-value cache, an int.

    dtype: "float32", "float16", "bfloat16" or "int8", else ValueError    length: at most n, else ValueError

    With the config above, float16, 5 texts and 6 tokens it is 3072.
    """
    raise NotImplementedError("return the bytes")


def training_bytes(config, dtype):
    """Bytes of parameters, gradients and Adam's states, an int. ValueError for int8 and unknown dtypes.

    With the config above it is 13056, in float32 and in bfloat16.
    """
    raise NotImplementedError("return the bytes")
