#!/bin/bash
# with_chromium.sh BINARY COMMAND...: with_broker.sh for a COMMAND that drives Debian's Chromium, headless, with a home and
# temporary files of its own that are removed at the end. Exits 77 (skipped) where there is no Chromium.
set -u
if ! command -v chromium >/dev/null; then
    echo "skipped: there is no chromium; install Debian's package of that name"
    exit 77
fi
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
export HOME=$directory TMPDIR=$directory XDG_CONFIG_HOME=$directory/config XDG_CACHE_HOME=$directory/cache
"$(dirname "$0")/with_broker.sh" "$@"
