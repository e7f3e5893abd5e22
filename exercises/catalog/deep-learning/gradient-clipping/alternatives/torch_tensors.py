import torch


def clip_by_global_norm(grads, max_norm):
    tensors = {name: torch.tensor(g) for name, g in grads.items()}
    norm = torch.stack([t.norm() for t in tensors.values()]).norm()
    factor = (max_norm / norm).clamp(max=1)
    return {name: (t * factor.nan_to_num()).numpy() for name, t in tensors.items()}, norm.item()
