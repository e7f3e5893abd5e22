def coroutines(values):
    async def double(x):
        return 2 * x

    async def add_up():
        return sum([await double(x) for x in values])

    running = add_up()
    try:
        running.send(None)
    except StopIteration as finished:
        return finished.value
    return None
