#!/bin/bash
# under_run.sh BINARY COMMAND-LINE...: runs each command line, a compat test, under `BINARY run`: with a broker of its own and
# the ports that the tests look for. Ends with 1 if any of them fails.
set -u
binary=$1
shift
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failed=0
for test in "$@"; do
    "$binary" run --junit "$directory/junit.xml" -- bash -c '
        export TAPEDECK_PORT=${TAPEDECK_RESP_URL##*:} TAPEDECK_HTTP_PORT=${TAPEDECK_HTTP_URL##*:}
        export TAPEDECK_FQ_PORT=${TAPEDECK_FQ_ADDR##*:} TAPEDECK_GRPC_PORT=${TAPEDECK_GRPC_ADDR##*:}
        exec '"$test"
    code=$?
    [ $code -eq 0 ] && grep -q 'failures="0"' "$directory/junit.xml" || failed=1
    echo "$test: $code"
done
exit $failed
