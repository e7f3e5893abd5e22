def penalise(loss, grads, params, decay):
    grads = {name: gradient.copy() for name, gradient in grads.items()}
    for name, value in params.items():
        if value.ndim == 1:
            continue
        flat = grads[name].reshape(value.size)  # a view: writing to it changes grads
        for i, w in enumerate(value.ravel().tolist()):
            loss += decay * w * w
            flat[i] += decay * (w + w)
    return loss, grads
