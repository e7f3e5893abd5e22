import torch


def quantise(W, levels, group_size):
    weights, grid = torch.tensor(W), torch.tensor(levels)
    groups = weights.unfold(1, group_size, group_size)
    scales = groups.abs().amax(dim=2)
    distances = (groups[..., None] - scales[..., None, None] * grid).abs()
    nearest = distances.argmin(dim=3)
    zero = (grid == 0).nonzero().item()
    codes = torch.where(scales[..., None] == 0, zero, nearest).reshape(len(W), -1, 2)
    packed = codes @ torch.tensor([16, 1])
    return packed.to(torch.uint8).numpy(), scales.numpy()


def dequantise(packed, scales, levels):
    grid = torch.tensor(levels, dtype=torch.float32)
    pairs = torch.cartesian_prod(grid, grid)  # the two levels of every byte
    groups = pairs[torch.tensor(packed).long()].reshape(*scales.shape, -1)
    return (groups * torch.tensor(scales)[..., None]).flatten(1).numpy()


def error_bound(scales, levels):
    grid = torch.tensor(levels)
    points = torch.cat([grid.new_tensor([-1, 1]), (grid[1:] + grid[:-1]) / 2])
    worst = (points[:, None] - grid).abs().amin(dim=1).amax()
    return (torch.tensor(scales) * worst).numpy()


def nf4_levels():
    p = 0.9677083
    below = torch.special.ndtri(torch.linspace(1 - p, 0.5, 8))
    above = torch.special.ndtri(torch.linspace(0.5, p, 9))
    return (torch.cat([below, above[1:]]) / above[-1]).numpy()
