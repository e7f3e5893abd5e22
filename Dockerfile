# One file, two images: the web has no torch and no numpy, the runner has no Django and no database driver.
FROM python:3.12-slim-trixie AS base
ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/descent

FROM base AS web
# The backup needs pg_dump, in the server's version or a newer one.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/descent --create-home descent \
    && install -d -o descent -m 700 /var/lib/descent/keys /var/lib/descent/backups
COPY requirements/web.txt requirements/saml.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements/web.txt
# Sign-in with SAML: docker compose build --build-arg WITH_SAML=1
ARG WITH_SAML=""
RUN --mount=type=cache,target=/root/.cache/pip if [ "$WITH_SAML" = 1 ]; then pip install -r requirements/saml.txt; fi
COPY . .
ENV DEBUG=0 DESCENT_VAR=/var/lib/descent
RUN SECRET_KEY=build SITE_ROOT=https://build.invalid python manage.py collectstatic --noinput
USER descent
ARG DESCENT_COMMIT=""
# podman finds the ENV of another commit in its cache, unless a command before it differs.
RUN echo "Built from ${DESCENT_COMMIT:-an unknown commit}"
ENV DESCENT_COMMIT=$DESCENT_COMMIT
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]

FROM base AS sandbox
RUN apt-get update && apt-get install --yes --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/*
COPY requirements/runner.txt requirements/cpu.txt requirements/gpu.txt requirements/

FROM sandbox AS runner
# PyTorch's own index has builds for the CPU alone, 5 GB smaller. Where it can't be reached, PyPI's will do.
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --retries 0 --timeout 15 --no-deps -r requirements/cpu.txt || pip install -r requirements/gpu.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements/runner.txt
COPY runner runner
COPY exercises/catalog exercises/catalog
CMD ["python", "-m", "celery", "-A", "runner.worker", "worker", "-Q", "cpu", "-c", "2"]

# PyPI's torch for x86_64 brings CUDA; the driver's libraries come from the host.
FROM sandbox AS runner-gpu
ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility
# The runner builds the module by which Triton launches kernels. Cells have no compiler.
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements/runner.txt -r requirements/gpu.txt
COPY runner runner
COPY exercises/catalog exercises/catalog
CMD ["python", "-m", "celery", "-A", "runner.worker", "worker", "-Q", "gpu", "-c", "1"]
