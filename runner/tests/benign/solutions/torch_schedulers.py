import torch
from torch.optim import lr_scheduler


def torch_schedulers():
    def rates(make):
        optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        scheduler = make(optimiser)
        out = []
        for _ in range(4):
            out.append(optimiser.param_groups[0]["lr"])
            optimiser.step()
            scheduler.step()
        return out

    return {
        "step": rates(lambda o: lr_scheduler.StepLR(o, 2, gamma=0.1)),
        "exponential": rates(lambda o: lr_scheduler.ExponentialLR(o, 0.5)),
        "cosine": rates(lambda o: lr_scheduler.CosineAnnealingLR(o, 4)),
        "lambda": rates(lambda o: lr_scheduler.LambdaLR(o, lambda k: 1 / (k + 1))),
    }
