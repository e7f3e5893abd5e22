import torch


def train(w, batches, lr, scale, interval):
    """The same on tensors; on a GPU where there is one."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    w, used, in_a_row = torch.tensor(w).to(device), [], 0
    for X, y in batches:
        used.append(scale)
        X, y = (torch.as_tensor(part).to(device).float() for part in (X, y))
        scaled = ((X @ w.half().float() - y) * (2 * scale / len(y))).half().float()
        gradient = (X.T @ scaled).half()
        if not gradient.isfinite().all():
            scale, in_a_row = scale / 2, 0
            continue
        w = w - gradient.float() * (lr / scale)
        in_a_row += 1
        if in_a_row == interval:
            scale, in_a_row = scale * 2, 0
    return w.cpu().numpy(), used + [scale]
