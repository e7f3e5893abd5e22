import torch


def llama_block(x, weights, layer, config):
    prefix = f"model.layers.{layer}."
    w = {name.removeprefix(prefix): torch.from_numpy(a) for name, a in weights.items() if name.startswith(prefix)}
    heads, pairs = config["num_attention_heads"], config["num_key_value_heads"]
    x = torch.from_numpy(x)

    def norm(tokens, name):
        return w[name] * tokens * torch.rsqrt(tokens.pow(2).mean(-1, keepdim=True) + config["rms_norm_eps"])

    normed = norm(x, "input_layernorm.weight")
    q, k, v = (normed @ w[f"self_attn.{letter}_proj.weight"].mT for letter in "qkv")
    q, k, v = (t.unflatten(-1, (number, -1)).transpose(-2, -3) for t, number in [(q, heads), (k, pairs), (v, pairs)])
    q, k = turn(q, config["rope_theta"]), turn(k, config["rope_theta"])
    q = q.unflatten(-3, (pairs, heads // pairs))  # (..., pairs, group, n, e)
    scores = q @ k.unsqueeze(-3).mT / q.shape[-1] ** 0.5
    later = torch.ones(x.shape[-2], x.shape[-2], dtype=torch.bool).triu(1)
    out = scores.masked_fill(later, -torch.inf).softmax(-1) @ v.unsqueeze(-3)
    h = x + out.flatten(-4, -3).transpose(-2, -3).flatten(-2) @ w["self_attn.o_proj.weight"].mT

    normed = norm(h, "post_attention_layernorm.weight")
    gate = normed @ w["mlp.gate_proj.weight"].mT
    hidden = gate * torch.sigmoid(gate) * (normed @ w["mlp.up_proj.weight"].mT)
    return (h + hidden @ w["mlp.down_proj.weight"].mT).numpy()


def turn(a, base):
    half = a.shape[-1] // 2
    points = torch.complex(a[..., :half], a[..., half:])
    angles = torch.outer(torch.arange(a.shape[-2]), base ** (-torch.arange(half, dtype=torch.float64) / half))
    points = points * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([points.real, points.imag], dim=-1)
