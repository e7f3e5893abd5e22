import torch


def torch_reinforce():
    torch.manual_seed(0)
    logits = torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.SGD([logits], lr=0.5)
    reward = torch.tensor([0.0, 1.0, 0.2])
    for _ in range(200):
        policy = torch.distributions.Categorical(logits=logits)
        action = policy.sample((16,))
        loss = -(policy.log_prob(action) * (reward[action] - 0.4)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return logits.argmax().item()
