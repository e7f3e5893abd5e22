import traceback


class NoConvergence(ValueError):
    def __init__(self, steps):
        super().__init__(f"no convergence after {steps} steps")
        self.steps = steps


def exceptions():
    try:
        try:
            {}["k"]
        except KeyError as error:
            raise NoConvergence(9) from error
    except NoConvergence as error:
        told = traceback.format_exc()
        group = ExceptionGroup("several", [ValueError(1), TypeError(2)])
        return str(error), type(error.__cause__).__name__, "NoConvergence" in told, len(group.exceptions)
    finally:
        pass
