import numpy as np


def k_means(points, centres):
    for _ in range(20):
        nearest = np.linalg.norm(points[:, None] - centres[None], axis=-1).argmin(1)
        centres = np.stack([points[nearest == k].mean(0) for k in range(len(centres))])
    return centres, np.bincount(nearest)
