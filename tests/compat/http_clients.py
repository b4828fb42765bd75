#!/usr/bin/python3
"""Clients of the HTTP port and its neighbours, unmodified: Python's xmlrpc.client, ApacheBench, logger, a reader of comet
streams that takes each chunk for one JSON text, and requests as collectd's write_http sends them."""
import http.client
import json
import os
import shutil
import socket
import subprocess
import xmlrpc.client

port, syslog_port = int(os.environ["TAPEDECK_HTTP_PORT"]), int(os.environ["TAPEDECK_SYSLOG_PORT"])


def ask(method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def form(path, body):
    return ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})


# --- XML-RPC ---
server = xmlrpc.client.ServerProxy(f"http://localhost:{port}/xmlrpc")
assert server.set("test", "tuna-boy") == "test:1"
assert server.get("test") == {"count": 0, "key": "test:1", "value": "tuna-boy"}
for call, code in ((lambda: server.get("test"), 8002), (lambda: server.nothing("x"), 8001), (lambda: server.set("test"), 8002),
                   (lambda: server.system.listMethods(), 8001)):
    try:
        call()
        raise AssertionError("a fault is missing")
    except xmlrpc.client.Fault as fault:
        assert fault.faultCode == code, fault
assert server.set("test", "\N{SNOWMAN} <&>") == "test:2"
assert server.get("test")["value"] == "\N{SNOWMAN} <&>"


# --- ApacheBench: what is posted can be taken, every single one ---
def bench(count, *words):
    out = subprocess.run(["ab", "-q", "-k", "-n", str(count), "-c", "20", *words], check=True, capture_output=True, text=True).stdout
    assert f"Complete requests:      {count}\n" in out, out
    assert "Non-2xx" not in out, out


if shutil.which("ab"):
    with open(os.path.join(os.environ.get("TMPDIR", "/tmp"), f"tapedeck-post-{os.getpid()}"), "w", encoding="ascii") as file:
        file.write("queue=reducer&value=" + "x" * 100)
    bench(4000, "-p", file.name, "-T", "application/x-www-form-urlencoded", f"http://127.0.0.1:{port}/")
    os.remove(file.name)
    assert json.loads(ask("GET", "/stats/reducer")[1])["len"] == 4000
    bench(4000, f"http://127.0.0.1:{port}/q/reducer")
    assert json.loads(ask("GET", "/stats/reducer")[1])["len"] == 0
    assert ask("GET", "/q/reducer")[0] == 204
else:
    print("ApacheBench is not installed: not tried")


# --- a reader of a comet stream that parses chunk by chunk ---
with socket.create_connection(("localhost", port), 30) as reader:
    reader.sendall(f"GET /c/stream HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
    stream = reader.makefile("rb")
    head = iter(stream.readline, b"\r\n")
    assert next(head).startswith(b"HTTP/1.1 200") and b"Transfer-Encoding: chunked\r\n" in list(head)
    for number in range(100):
        assert form("/q/stream", f"value=message+{number}") == (200, f"stream:{number + 1}\r\n".encode())
    for number in range(100):
        size = int(stream.readline(), 16)
        assert json.loads(stream.read(size)) == {"key": f"stream:{number + 1}", "value": f"message {number}"}
        stream.readline()
    assert ask("DELETE", "/q/stream")[0] == 200
    assert stream.readline() == b"0\r\n"


# --- syslog: lines over TCP ---
if shutil.which("logger"):
    with socket.create_connection(("localhost", port), 30) as reader:
        reader.sendall(f"GET /c/syslogd:127.0.0.1 HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        stream = reader.makefile("rb")
        for _ in iter(stream.readline, b"\r\n"):
            pass
        subprocess.run(["logger", "-T", "-n", "127.0.0.1", "-P", str(syslog_port), "-p", "daemon.warning", "hello from logger"], check=True)
        line = json.loads(json.loads(stream.read(int(stream.readline(), 16)))["value"])
        assert (line["facility"], line["severity"], line["host"]) == ("daemon", "warn", "127.0.0.1"), line
        assert line["line"].endswith("hello from logger"), line
else:
    print("logger is not installed: not tried")


# --- collectd's write_http, as recorded: Format "Command" and "JSON" ---
command = ('PUTVAL "host a/cpu-0/cpu-idle" interval=10.000 1795264231.037:98.5\r\n'
           'PUTVAL host/load/load interval=10 1795264231:0.1:0.2:0.3\r\n')
assert ask("POST", "/collectd/data", command, {"Content-Type": "text/plain"}) == (200, b"collectd_data:1\r\n")
first = json.loads(json.loads(ask("GET", "/q/collectd_data")[1])["value"])
assert [entry["plugin_instance"] for entry in first] == ["cpu-0", "load"], first
assert [entry["host"] for entry in first] == ["host a", "host"], first
as_json = json.dumps([{"values": [98.5], "dstypes": ["gauge"], "dsnames": ["value"], "time": 1795264231.037, "interval": 10.0, "host": "host",
                       "plugin": "cpu", "plugin_instance": "0", "type": "cpu", "type_instance": "idle"}])
assert ask("POST", "/collectd/data", as_json, {"Content-Type": "application/json"}) == (200, b"collectd_data:2\r\n")
assert json.loads(ask("GET", "/q/collectd_data")[1])["value"] == as_json
event = "Severity: WARNING\nTime: 1795264231.037\nHost: host\nPlugin: cpu\nType: cpu\n\nIt is warm.\n"
assert ask("POST", "/collectd/event", event, {"Content-Type": "text/plain"})[1] == b"collectd_event:1\r\n"
assert {"event_text": "It is warm."} in json.loads(json.loads(ask("GET", "/q/collectd_event")[1])["value"])
print("ok")
