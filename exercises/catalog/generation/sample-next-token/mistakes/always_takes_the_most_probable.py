"""draws_follow_the_softmax

Every draw is the most probable token. Either you take the argmax at every temperature, or you create a new generator in
each call, which then always starts from the same state. Draw from the probabilities with the given rng.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    return int(np.argmax(logits))
