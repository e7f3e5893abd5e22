import torch


def torch_bfloat16(x):
    y = x.to(torch.bfloat16)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        product = torch.nn.Linear(4, 4)(torch.ones(2, 4)).dtype
    return y, (y @ y.T).float(), str(product), torch.finfo(torch.bfloat16).eps
