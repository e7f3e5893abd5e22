import torch


def torch_traced(x):
    traced = torch.jit.trace(lambda t: t * 2 + 1, x)
    with torch.inference_mode(), torch.autograd.set_detect_anomaly(True):
        return traced(x), torch.is_grad_enabled()
