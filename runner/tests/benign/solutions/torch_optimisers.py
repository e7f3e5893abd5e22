import torch

NAMES = ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "NAdam", "RAdam", "Adamax", "LBFGS"]


def torch_optimisers():
    ends = {}
    for name in NAMES:
        x = torch.tensor([3.0, -2.0], requires_grad=True)
        extra = {"weight_decay": 0.0} if name == "AdamW" else {}
        optimiser = getattr(torch.optim, name)([x], lr=0.2, **extra)

        def closure():
            optimiser.zero_grad()
            loss = ((x - 1) ** 2).sum()
            loss.backward()
            return loss

        start = closure().item()
        for _ in range(200):
            optimiser.step(closure)
        ends[name] = closure().item() < start / 10
    return ends
