#!/bin/sh
# Install Debian packages where we may: as root, or with a sudo that asks nothing.
set -e
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else
    echo "Not installed (no right to): $*. Install it yourself: apt-get install $*" >&2
    exit 1
fi
command -v apt-get >/dev/null || { echo "No apt-get here: install $* yourself." >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
