#!/bin/sh
# make lock: write the files that pip installs, from the dependency groups in pyproject.toml. A version that is locked and
# still allowed stays, unless there are options: --upgrade, or --upgrade-package NAME.
set -eu
cd "$(dirname "$0")/.."
: "${UV:=uv}"

lock() { # FILE GROUP OPTIONS…
  file=$1 group=$2
  shift 2
  "$UV" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --custom-compile-command "make lock" --output-file "$file" --group "$group" "$@"
}

# The largest first: the others have its versions. CUDA and what needs it are in gpu.txt and triton.txt only.
lock requirements/gpu.txt gpu "$@"
without=$(sed -n -E 's/^((torch|triton|nvidia|cuda)[^=]*)==.*/--no-emit-package \1/p' requirements/gpu.txt)
# shellcheck disable=SC2086
lock requirements/dev.txt dev $without "$@"
for part in web runner saml site; do
  file=requirements/$part.txt
  test "$part" != site || file=requirements.txt
  # shellcheck disable=SC2086
  lock "$file" "$part" --constraint requirements/dev.txt $without "$@"
done
lock requirements/gpu.txt gpu --constraint requirements/dev.txt "$@"
lock requirements/triton.txt triton --constraint requirements/gpu.txt "$@"
lock requirements/docs.txt docs "$@"
lock requirements/audit.txt audit "$@"
lock requirements/uv.txt uv "$@"
