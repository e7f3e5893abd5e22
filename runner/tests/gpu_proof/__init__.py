"""``make gpu-proof``: test on a real card what the stand-in can't.

    python -m runner.tests.gpu_proof [SECTION ...]

It needs root, a card, and a Python that has torch with CUDA. It needs no network. It runs the doctor, group G of the
attacks, the sabotage of each of a card's layers, the exercises that can use a card, those about kernels that Triton
compiles on it, cold against warm cells, and 200 changes of tenants, and writes ``var/gpu-proof.json`` and
``docs/gpu.md``. Without a card it reports that and writes nothing.
"""
