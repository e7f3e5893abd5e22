# One file, two images: the web has no torch and no numpy, the runner has no Django and no database driver.
FROM python:3.12-slim-trixie AS base
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/descent
COPY requirements requirements

FROM base AS web
RUN pip install -r requirements/web.txt && useradd --system --home-dir /var/lib/descent --create-home descent \
    && install -d -o descent -m 700 /var/lib/descent/keys
COPY . .
ENV DEBUG=0 DESCENT_VAR=/var/lib/descent
RUN SECRET_KEY=build SITE_ROOT=https://build.invalid python manage.py collectstatic --noinput
USER descent
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]

FROM base AS runner
RUN apt-get update && apt-get install --yes --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/* \
    && pip install -r requirements/runner.txt
COPY runner runner
COPY exercises/catalog exercises/catalog
CMD ["python", "-m", "celery", "-A", "runner.worker", "worker", "-Q", "cpu", "-c", "2"]

# The CUDA build of torch comes with runner.txt on x86_64; the driver's libraries come from the host.
FROM runner AS runner-gpu
ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility
# The runner builds the module by which Triton launches kernels. Cells have no compiler.
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/* \
    && pip install -r requirements/gpu.txt
CMD ["python", "-m", "celery", "-A", "runner.worker", "worker", "-Q", "gpu", "-c", "1"]
