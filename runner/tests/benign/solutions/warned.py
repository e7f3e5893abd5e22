import logging
import warnings

import numpy as np

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def warned(x):
    logging.getLogger(__name__).info("loss %.1f", x)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        warnings.warn("careful", stacklevel=1)
        np.log(np.array([0.0]))
    return [w.category.__name__ for w in seen]
