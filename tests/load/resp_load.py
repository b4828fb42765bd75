"""What the load scripts share: a small RESP client and numbers of the server's process. Standard library only."""
import os
import resource
import socket
import time

PORT = int(os.environ["TAPEDECK_PORT"])
PID = int(os.environ["TAPEDECK_PID"])


def encode(*words):
    encoded = [word if isinstance(word, bytes) else str(word).encode() for word in words]
    return b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in encoded)


class Client:
    def __init__(self, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(60)
        self.socket.connect(("127.0.0.1", PORT))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, *words):
        self.socket.sendall(encode(*words))

    def line(self):
        answer = b""
        while not answer.endswith(b"\r\n"):
            part = self.socket.recv(65536)
            if not part:
                raise ConnectionError("closed by the server")
            answer += part
        return answer

    def ask(self, *words):
        """For commands that answer one line."""
        self.send(*words)
        return self.line()


def resident_kib():
    with open(f"/proc/{PID}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def cpu_ticks():
    with open(f"/proc/{PID}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def allow_descriptors(wanted):
    """Raises this process's limit as far as it may and returns it. The server has inherited the limit of its own start."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, limit), hard))
    return max(soft, limit)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def refused():
    """The counters of INFO refusals by name."""
    client = Client()
    client.send("INFO", "refusals")
    time.sleep(0.05)
    text = client.socket.recv(65536).decode()
    return {name: int(value) for name, value in (line.split(":") for line in text.split("\r\n") if ":" in line)}
