import torch
from torch import nn


class Model(nn.Module):
    def __init__(self, vocabulary, d, context):
        super().__init__()
        self.token, self.place = nn.Embedding(vocabulary, d), nn.Embedding(context, d)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.head = nn.Linear(d, vocabulary)

    def forward(self, ids):
        x = self.token(ids) + self.place(torch.arange(ids.shape[1]))
        q, k, v = self.qkv(x).chunk(3, -1)
        x = x + self.out(nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True))
        return self.head(x)


def torch_gpt(text, steps):
    torch.manual_seed(0)
    letters = sorted(set(text))
    ids = torch.tensor([[letters.index(c) for c in text]])
    model = Model(len(letters), 32, len(text))
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.02, total_steps=steps)
    for _ in range(steps):
        logits = model(ids[:, :-1])
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), ids[:, 1:])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    with torch.no_grad():
        told = ids[:, :1]
        while told.shape[1] < len(text):
            told = torch.cat([told, model(told)[:, -1:].argmax(-1)], 1)
    return "".join(letters[i] for i in told[0])
