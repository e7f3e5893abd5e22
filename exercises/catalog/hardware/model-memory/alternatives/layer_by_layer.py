def linear(inputs, outputs):
    return inputs * outputs + outputs


def count_parameters(config):
    d = config["d"]
    norm = d + d
    total = config["V"] * d + config["n"] * d
    for _ in range(config["L"]):
        total += sum(linear(d, d) for _ in ("query", "key", "value", "output"))
        total += linear(d, 4 * d) + linear(4 * d, d)
        total += norm + norm
    return total + norm


def bits(dtype):
    if dtype not in ("float32", "float16", "bfloat16", "int8"):
        raise ValueError("unknown dtype")
    return int(dtype.lstrip("bfloaint"))


def inference_bytes(config, dtype, batch, length):
    if length not in range(config["n"] + 1):
        raise ValueError("no such position")
    head = config["d"] // config["h"]
    cache = sum(2 * head * config["h"] for _ in range(config["L"])) * batch * length
    return (count_parameters(config) + cache) * bits(dtype) // 8


def training_bytes(config, dtype):
    if bits(dtype) == 8:
        raise ValueError("int8 cannot be trained")
    kept = [bits(dtype), bits(dtype), 32, 32]  # parameter, gradient, two moments
    if bits(dtype) == 16:
        kept.append(32)  # the master copy
    return count_parameters(config) * sum(kept) // 8
