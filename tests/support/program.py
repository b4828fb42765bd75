"""The real program, started and asked by Python tests. Nothing here sleeps for a fixed time: what is awaited is an event."""
import os
import select
import signal
import subprocess
import tempfile
import time
import unittest


class Program:
    """Runs `program` in a directory of its own, without the caller's TAPEDECK_ variables and settings."""

    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.directory = tempfile.mkdtemp(prefix="tapedeck-cli-")
        self.brokers = []

    def environment(self, **extra):
        out = {name: value for name, value in os.environ.items() if not name.startswith(("TAPEDECK_", "MINIKAFKA_"))}
        out.update(XDG_CONFIG_HOME=self.path("xdg"), TMPDIR=self.path("tmp"), TZ="UTC", TAPEDECK_HTTP="127.0.0.1:0",
                   TAPEDECK_FQ="127.0.0.1:0", TAPEDECK_GRPC="127.0.0.1:0")
        os.makedirs(self.path("tmp"), exist_ok=True)
        out.update({name: str(value) for name, value in extra.items()})
        return out

    def path(self, name):
        return os.path.join(self.directory, name)

    def run(self, *arguments, stdin="", timeout=30, binary=False, **environment):
        return subprocess.run([self.program, *map(str, arguments)], input=stdin if not binary else stdin.encode(), capture_output=True,
                              text=not binary, timeout=timeout, cwd=self.directory, env=self.environment(**environment))

    def serve(self, *arguments, resp="127.0.0.1:0", http="127.0.0.1:0", **environment):
        broker = Broker(self, [*arguments, "--resp", resp, "--http", http], environment)
        self.brokers.append(broker)
        return broker

    def close(self):
        for broker in self.brokers:
            broker.kill()
        subprocess.run(["rm", "-rf", self.directory], check=True)


class Broker:
    """A running `serve`. `url` is set once it is ready."""

    def __init__(self, owner, arguments, environment):
        self.owner = owner
        self.log = open(owner.path("serve.log"), "ab")
        self.process = subprocess.Popen([owner.program, "serve", *map(str, arguments)], stdout=subprocess.PIPE,
                                        stderr=self.log, cwd=owner.directory, env=owner.environment(**environment),
                                        pass_fds=environment.pop("pass_fds", ()))
        self.ready = self.process.stdout.readline().decode()
        self.url = None
        self.port = None
        if "resp=" in self.ready:
            self.port = int(self.ready.split("resp=")[1].split()[0].rsplit(":", 1)[1])
            self.url = f"redis://127.0.0.1:{self.port}"
        self.http_port = int(self.ready.split("http=")[1].split()[0].rsplit(":", 1)[1]) if "http=" in self.ready else None
        self.fq_port = int(self.ready.split("fq=")[1].split()[0].rsplit(":", 1)[1]) if "fq=" in self.ready else None
        self.grpc_port = int(self.ready.split("grpc=")[1].split()[0].rsplit(":", 1)[1]) if "grpc=" in self.ready else None

    def log_text(self):
        with open(self.owner.path("serve.log"), encoding="utf-8") as file:
            return file.read()

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, timeout=30):
        code = self.process.wait(timeout)
        self.process.stdout.close()
        self.log.close()
        return code

    def stop(self):
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.wait()


def read_lines(stream, count, timeout=30):
    """Reads `count` lines of a pipe, or fails when they do not come in time."""
    deadline = time.monotonic() + timeout
    data = b""
    while data.count(b"\n") < count:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([stream], [], [], left)[0]:
            raise AssertionError(f"only {len(data.splitlines())} of {count} lines came: {data!r}")
        part = os.read(stream.fileno(), 65536)
        if not part:
            raise AssertionError(f"the output ended after {data!r}")
        data += part
    return data.decode().splitlines()


def wait_until(condition, what, timeout=30):
    """For what only can be asked for. Fails when it does not come true in time."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not in time: {what}")
        time.sleep(0.02)


class ProgramCase(unittest.TestCase):
    """Tests of the program whose path `PROGRAM` is: each in a directory of its own, all brokers ended behind it."""

    PROGRAM = None

    def setUp(self):
        self.program = Program(self.PROGRAM)
        self.addCleanup(self.program.close)

    def serve(self, *arguments, **options):
        broker = self.program.serve(*arguments, **options)
        self.assertTrue(broker.ready, broker.log_text())
        return broker

    def run_it(self, *arguments, **options):
        return self.program.run(*arguments, **options)

    def ok(self, *arguments, **options):
        result = self.run_it(*arguments, **options)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stdout}{result.stderr}")
        return result.stdout

    def fails(self, code, *arguments, **options):
        """What the command said of it."""
        result = self.run_it(*arguments, **options)
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stdout}{result.stderr}")
        return result.stderr

    def write(self, name, text):
        with open(self.program.path(name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return name
