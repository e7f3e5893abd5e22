import torch


def train(vectors, centroids, steps):
    x, places = torch.from_numpy(vectors), torch.from_numpy(centroids)
    for _ in range(steps):
        labels = torch.cdist(x, places).argmin(dim=1)
        ones = torch.nn.functional.one_hot(labels, len(places)).to(x.dtype)  # (n, c)
        sizes = ones.sum(dim=0)[:, None]
        places = torch.where(sizes > 0, ones.T @ x / sizes, places)
    return places.numpy()


def build(vectors, centroids):
    labels = torch.cdist(torch.from_numpy(vectors), torch.from_numpy(centroids)).argmin(dim=1)
    order = labels.argsort(stable=True)
    return [ids.numpy() for ids in order.split(labels.bincount(minlength=len(centroids)).tolist())]


def search(query, vectors, centroids, lists, probes, k):
    q = torch.from_numpy(query)
    near = (torch.from_numpy(centroids) - q).norm(dim=1).topk(probes, largest=False).indices
    ids = torch.cat([torch.from_numpy(lists[j]) for j in near])
    away = (torch.from_numpy(vectors)[ids] - q).norm(dim=1)
    return ids[away.topk(min(k, len(ids)), largest=False).indices].numpy()


def evaluate(queries, vectors, centroids, lists, k):
    c = len(lists)
    first = torch.empty(len(vectors), dtype=torch.long)  # the list of each vector
    for j, ids in enumerate(lists):
        first[torch.from_numpy(ids)] = j
    sizes = torch.tensor([len(ids) for ids in lists], dtype=torch.float64)
    recalls, costs = [], []
    for query in queries:
        order = (torch.from_numpy(centroids) - torch.from_numpy(query)).norm(dim=1).argsort()
        turn = order.argsort()  # the probe in which a list is searched
        exact = torch.from_numpy(search(query, vectors, centroids, lists, c, k))
        recalls.append(turn[first[exact]].bincount(minlength=c).cumsum(0) / k)
        costs.append(c + sizes[order].cumsum(0))
    return torch.stack(recalls).double().mean(dim=0).numpy(), torch.stack(costs).mean(dim=0).numpy()
