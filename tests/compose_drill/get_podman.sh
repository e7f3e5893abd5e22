#!/usr/bin/env bash
# What the Compose drill needs on Debian: podman with networks and names, and what makes stand-ins for base images.
set -euo pipefail
command -v docker > /dev/null && exit
PACKAGES="podman runc netavark aardvark-dns nftables catatonit debootstrap"
if [ "$(id -u)" = 0 ] && ! dpkg --status $PACKAGES > /dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $PACKAGES
fi
