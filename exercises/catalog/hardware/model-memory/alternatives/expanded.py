def count_parameters(config):
    d = config["d"]
    return d * (config["V"] + config["n"] + 2 + config["L"] * (12 * d + 13))


def width(dtype, allowed):
    for name, size in allowed:
        if name == dtype:
            return size
    raise ValueError(dtype)


def inference_bytes(config, dtype, batch, length):
    size = width(dtype, [("float32", 4), ("float16", 2), ("bfloat16", 2), ("int8", 1)])
    if config["n"] < length:
        raise ValueError("too long")
    keys = batch * length * config["L"] * config["d"]
    return size * (count_parameters(config) + keys + keys)


def training_bytes(config, dtype):
    return count_parameters(config) * width(dtype, [("float32", 16), ("float16", 16), ("bfloat16", 16)])
