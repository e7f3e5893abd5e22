import numpy as np


def forward(x, params):
    """Encode activations, and reconstruct them.

    x: (n, d)
    Returns (f, reconstruction): the latents (n, m) and (n, d).
    """
    raise NotImplementedError("return the latents and the reconstruction")


def loss_and_gradients(x, params, penalty):
    """The mean loss of a batch, and its gradients.

    Returns (loss, gradients): a float and a dict with the keys and the shapes of params.
    """
    raise NotImplementedError("return the loss and the gradients")


def pick_probabilities(x, params):
    """How likely each token is to be picked for a dead latent.

    Returns (n,), which sums to 1.
    """
    raise NotImplementedError("return the probabilities")


def revive(x, params, picks):
    """Point each dead latent at a token.

    picks: the rows of x for the dead latents, in the order of the latents
    Returns new params.
    """
    raise NotImplementedError("return the new parameters")
