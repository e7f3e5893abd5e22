import numpy as np
import torch


class Block:
    def __init__(self, weights, layer, config):
        prefix = f"model.layers.{layer}."
        self.p = {
            name[len(prefix) : -len(".weight")]: torch.tensor(np.array(value, dtype=np.float64))
            for name, value in weights.items()
            if name.startswith(prefix)
        }
        self.a, self.b = config["num_attention_heads"], config["num_key_value_heads"]
        self.eps, self.theta = config["rms_norm_eps"], config["rope_theta"]
        self.e = self.p["self_attn.q_proj"].shape[0] // self.a

    def linear(self, x, name):
        return x @ self.p[name].mT

    def norm(self, x, name):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.p[name]

    def turn(self, heads):
        n, e = heads.shape[-2], self.e
        i = torch.arange(e // 2, dtype=torch.float64)
        phi = torch.arange(n, dtype=torch.float64)[:, None] / self.theta ** (2 * i / e)
        u, w = heads.chunk(2, dim=-1)
        z = torch.complex(u.contiguous(), w.contiguous()) * torch.polar(torch.ones_like(phi), phi)
        return torch.cat([z.real, z.imag], dim=-1)

    def attention(self, x):
        q, k, v = (self.linear(x, f"self_attn.{c}_proj").unflatten(-1, (-1, self.e)).transpose(-2, -3) for c in "qkv")
        q, k = self.turn(q), self.turn(k)
        outs = []
        n = x.shape[-2]
        hidden = torch.ones(n, n).triu(1).bool()
        for head in range(self.a):
            pair = head * self.b // self.a
            s = q[..., head, :, :] @ k[..., pair, :, :].mT / self.e**0.5
            outs.append(s.masked_fill(hidden, -torch.inf).softmax(-1) @ v[..., pair, :, :])
        return self.linear(torch.cat(outs, dim=-1), "self_attn.o_proj")

    def ffn(self, x):
        gate = self.linear(x, "mlp.gate_proj")
        return self.linear(gate * gate.sigmoid() * self.linear(x, "mlp.up_proj"), "mlp.down_proj")

    def __call__(self, x):
        h = x + self.attention(self.norm(x, "input_layernorm"))
        return h + self.ffn(self.norm(h, "post_attention_layernorm"))


def llama_block(x, weights, layer, config):
    return Block(weights, layer, config)(torch.tensor(np.array(x, dtype=np.float64))).numpy()
