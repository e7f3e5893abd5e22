import torch


def adamw_step(theta, grad, m, v, t, lr, beta1, beta2, eps, decay):
    # As PyTorch's own: shrink first, then step.
    theta, grad, m, v = (torch.tensor(a) for a in (theta, grad, m, v))
    m = torch.lerp(m, grad, 1 - beta1)
    v = torch.lerp(v, grad.square(), 1 - beta2)
    denominator = (v / (1 - beta2**t)).sqrt().add(eps)
    shrunk = theta.mul(1 - lr * decay)
    return shrunk.addcdiv(m, denominator, value=-lr / (1 - beta1**t)).numpy(), m.numpy(), v.numpy()
