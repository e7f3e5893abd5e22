BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "int8": 1}


def count_parameters(config):
    """Tables, layers, and the last norm."""
    V, d, L, n = (config[key] for key in "VdLn")
    norm = 2 * d
    attention = 4 * (d * d + d)
    feed_forward = d * 4 * d + 4 * d + 4 * d * d + d
    return (V + n) * d + L * (attention + feed_forward + 2 * norm) + norm


def inference_bytes(config, dtype, batch, length):
    """Parameters, and a key and a value for each token of each text in each layer."""
    if length > config["n"]:
        raise ValueError(f"the model has {config['n']} positions")
    cache = 2 * batch * length * config["L"] * config["d"]
    return (count_parameters(config) + cache) * size(dtype)


def training_bytes(config, dtype):
    """Parameter and gradient in the dtype; Adam's moments, and a master copy if needed, in float32."""
    if dtype == "int8":
        raise ValueError("int8 cannot be trained")
    master = 0 if dtype == "float32" else BYTES["float32"]
    return count_parameters(config) * (2 * size(dtype) + master + 2 * BYTES["float32"])


def size(dtype):
    if dtype not in BYTES:
        raise ValueError(f"unknown dtype {dtype}")
    return BYTES[dtype]
