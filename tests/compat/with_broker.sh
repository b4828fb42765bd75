#!/bin/bash
# with_broker.sh BINARY COMMAND...: starts `BINARY serve` on a free port with a temporary tape, runs COMMAND with
# TAPEDECK_PORT and TAPEDECK_PID set, ends the broker, and fails if COMMAND failed or the broker did not end cleanly.
set -u
binary=$1
shift
ulimit -n "$(ulimit -Hn)" 2>/dev/null # for crowds; the soft limit is often 1024
directory=$(mktemp -d)
ready=$directory/ready
mkfifo "$ready"
"$binary" serve --resp 127.0.0.1:0 --http 127.0.0.1:0 --fq 127.0.0.1:0 --grpc 127.0.0.1:0 --syslog 127.0.0.1:0 --exit-with-parent >"$ready" 2>"$directory/log" &
broker=$!
trap 'kill -9 $broker 2>/dev/null; rm -rf "$directory"' EXIT
if ! read -r -t 30 line <"$ready"; then
    echo "the broker did not become ready:" >&2
    cat "$directory/log" >&2
    exit 1
fi
case $line in
READY\ *resp=*http=*) ;;
*)
    echo "unexpected first line: $line" >&2
    exit 1
    ;;
esac
address=${line#*resp=}
address=${address%% *}
http=${line#*http=}
http=${http%% *}
fq=${line#*fq=}
fq=${fq%% *}
grpc=${line#*grpc=}
grpc=${grpc%% *}
export TAPEDECK_PORT=${address##*:} TAPEDECK_HTTP_PORT=${http##*:} TAPEDECK_FQ_PORT=${fq##*:} TAPEDECK_GRPC_PORT=${grpc##*:} TAPEDECK_SYSLOG_PORT=${line##*:} TAPEDECK_PID=$broker
"$@"
result=$?
kill -TERM $broker
wait $broker
ended=$?
trap - EXIT
if [ $result -ne 0 ] || [ $ended -ne 0 ]; then
    echo "client: $result, broker: $ended" >&2
    cat "$directory/log" >&2
    result=1
fi
rm -rf "$directory"
exit $result
