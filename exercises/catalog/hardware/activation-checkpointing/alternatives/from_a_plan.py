import numpy as np


def loss_and_gradients(x, y, weights, segment):
    # first the plan, which is the log; then carry it out
    L = len(weights)
    log = []
    for l in range(L):
        if l % segment == 0:
            log.append(f"keep {l}")
        log.append(f"forward {l}")
    way_forward = len(log)
    for start in reversed(range(0, L, segment)):
        own = list(range(start, min(L, start + segment)))
        log += [f"forward {l}" for l in own]
        log += [f"backward {l}" for l in reversed(own)]

    kept, inside, grads = {}, {}, {}
    h = x
    for at, entry in enumerate(log):
        what, number = entry.split()
        l = int(number)
        if at == way_forward:
            d = h - y
            loss = (d * d).sum() / 2
        if what == "keep":
            kept[l] = h
        elif what == "forward":
            if at >= way_forward and l in kept:
                h = kept[l]
            inside[l] = h
            h = np.tanh(h @ weights[l])
        else:
            d = d * (1 - np.tanh(inside[l] @ weights[l]) ** 2)
            grads[l] = inside.pop(l).T @ d
            d = d @ weights[l].T
    return loss, [grads[l] for l in range(L)], log
