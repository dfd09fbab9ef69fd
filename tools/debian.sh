#!/bin/sh
# Install Debian packages where that is possible (root, apt-get); otherwise say what is missing and what it is for.
# Usage: tools/debian.sh REASON PACKAGE...
set -eu
reason=$1
shift
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $* ($reason)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null
    apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
    exit 0
fi
echo "Missing: $* ($reason). On Debian or Ubuntu: sudo apt-get install $*" >&2
exit 1
