import numpy as np


def shard(A, a, B, b, ranks):
    parts = [{"A": [], "a": [], "B": []} for _ in range(ranks)]
    for unit in range(a.size):
        part = parts[unit * ranks // a.size]
        part["A"].append(A[:, unit])
        part["a"].append(a[unit])
        part["B"].append(B[unit])
    parts = [{"A": np.array(p["A"]).T, "a": np.array(p["a"]), "B": np.array(p["B"])} for p in parts]
    parts[0]["b"] = b.copy()
    return parts


def forward(x, part):
    share = np.zeros((x.shape[0], part["B"].shape[1]))
    for column, bias, row in zip(part["A"].T, part["a"], part["B"]):
        share = share + np.outer((x @ column + bias).clip(min=0), row)
    return share + part["b"] if "b" in part else share


def backward(x, part, grad):
    grads = {key: np.zeros(np.shape(value)) for key, value in part.items()}
    grad_x = np.zeros(x.shape)
    for unit, (column, bias, row) in enumerate(zip(part["A"].T, part["a"], part["B"])):
        for i, token in enumerate(x):
            z = token @ column + bias
            if z > 0:
                slope = grad[i] @ row
                grads["A"][:, unit] += slope * token
                grads["a"][unit] += slope
                grads["B"][unit] += z * grad[i]
                grad_x[i] += slope * column
    for key in grads.keys() & {"b"}:
        grads[key] = np.einsum("ij->j", grad)
    return grads, grad_x


def bytes_sent(layers, tokens, d, ranks, bytes_each):
    return 8 * layers * (ranks - 1) * (tokens * d // ranks) * bytes_each
