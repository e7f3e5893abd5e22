"""draws_follow_the_softmax

Every draw is the most probable token. Either you take the argmax at every temperature, or you make a generator of
your own in each call, which then starts anew each time. Draw from the probabilities with the rng you are given.
"""

import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    return int(np.argmax(logits))
