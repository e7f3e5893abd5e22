import torch


def rmsprop_step(theta, grad, s, lr, beta, eps):
    theta, grad, s = (torch.tensor(a) for a in (theta, grad, s))
    s = torch.lerp(s, grad.square(), 1 - beta)
    return theta.addcdiv(grad, torch.sqrt(s + eps), value=-lr).numpy(), s.numpy()
