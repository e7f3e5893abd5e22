import torch


def torch_random(seed):
    torch.manual_seed(seed)
    first = torch.rand(3)
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    return {
        "again": torch.equal(first, torch.rand(3)),
        "within": bool(((first >= 0) & (first < 1)).all()),
        "permutation": torch.randperm(10, generator=generator).sort().values,
        "multinomial": torch.multinomial(torch.tensor([0.0, 1.0]), 5, replacement=True),
        "state": torch.get_rng_state().dtype == torch.uint8,
    }
