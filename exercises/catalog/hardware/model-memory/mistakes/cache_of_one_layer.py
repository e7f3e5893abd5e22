"""worked_bytes

Your cache holds one layer. Each layer has its own keys and values.
"""

BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "int8": 1}


def count_parameters(config):
    V, d, L, n = (config[key] for key in "VdLn")
    norm = 2 * d
    attention = 4 * (d * d + d)
    feed_forward = d * 4 * d + 4 * d + 4 * d * d + d
    return (V + n) * d + L * (attention + feed_forward + 2 * norm) + norm


def inference_bytes(config, dtype, batch, length):
    if length > config["n"]:
        raise ValueError(f"the model has {config['n']} positions")
    cache = 2 * batch * length * config["d"]
    return (count_parameters(config) + cache) * size(dtype)


def training_bytes(config, dtype):
    if dtype == "int8":
        raise ValueError("int8 cannot be trained")
    master = 0 if dtype == "float32" else BYTES["float32"]
    return count_parameters(config) * (2 * size(dtype) + master + 2 * BYTES["float32"])


def size(dtype):
    if dtype not in BYTES:
        raise ValueError(f"unknown dtype {dtype}")
    return BYTES[dtype]
