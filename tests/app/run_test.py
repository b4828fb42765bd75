#!/usr/bin/env python3
"""`tapedeck run` of the real program. Usage: run_test.py PROGRAM SOURCE_DIRECTORY [unittest options]"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import unittest
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import ProgramCase, read_lines, wait_until  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def setUp(self):
        super().setUp()
        os.makedirs(self.program.path("bin"))
        os.symlink(PROGRAM, self.program.path("bin/tapedeck"))

    def run_sh(self, script, *arguments, code=0, **environment):
        result = self.program.run("run", *arguments, "--", "sh", "-c", script,
                                  PATH=self.program.path("bin") + ":" + os.environ["PATH"], **environment)
        self.assertEqual(result.returncode, code, f"{script}: {result.stdout}{result.stderr}")
        return result

    def read(self, name):
        with open(self.program.path(name), encoding="utf-8") as file:
            return file.read()

    def names(self):
        return sorted(name for name in os.listdir(self.program.directory) if "tape" in name)


class Running(Case):
    def test_command_finds_its_own_broker_by_its_variables(self):
        out = self.run_sh("""
            set -e
            tapedeck pub orders --create c hello >/dev/null && tapedeck peek orders --raw
            redis-cli -u "$REDIS_URL" LLEN orders
            curl -fsS "$TAPEDECK_HTTP_URL/api/v1/queues/orders" | grep -o '"messages":1'
            case $TAPEDECK_FQ_ADDR in 127.0.0.1:*) echo fq ;; esac
            case $TAPEDECK_GRPC_ADDR in 127.0.0.1:*) echo grpc ;; esac
        """).stdout
        self.assertEqual(out.splitlines(), ["hello", "1", '"messages":1', "fq", "grpc"])

    def test_two_runs_at_the_same_time_do_not_meet(self):
        script = 'tapedeck pub q --create c x >/dev/null; echo $TAPEDECK_RESP_URL; read line; tapedeck info --json'
        runs = [subprocess.Popen([PROGRAM, "run", "--", "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 cwd=self.program.directory,
                                 env=self.program.environment(PATH=self.program.path("bin") + ":" + os.environ["PATH"]))
                for _ in range(2)]
        self.addCleanup(lambda: [run.kill() for run in runs])
        self.assertNotEqual(read_lines(runs[0].stdout, 1), read_lines(runs[1].stdout, 1))
        for run in runs:
            out, _ = run.communicate(b"\n", timeout=30)
            self.assertEqual(run.returncode, 0)
            self.assertEqual(json.loads(out)["queues"]["q"]["head"], 2)

    def test_port_that_is_off_leads_nowhere(self):
        out = self.run_sh("echo ${TAPEDECK_HTTP_URL-none} ${REDIS_URL-none}", "--http", "off",
                          TAPEDECK_HTTP_URL="http://127.0.0.1:1").stdout
        self.assertRegex(out, r"^none redis://127\.0\.0\.1:\d+\n$")

    def test_token_is_for_the_command_too(self):
        out = self.run_sh('redis-cli -u "$REDIS_URL" PING; tapedeck pub q --create c x', TAPEDECK_TOKEN="s/e c")
        self.assertIn("PONG", out.stdout)
        self.assertNotIn("s/e c", out.stderr)

    def test_standard_streams_are_the_command_s(self):
        result = self.program.run("run", "--", "sh", "-c", "cat; echo err >&2", stdin="in and out")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "in and out", "err\n"))

    def test_nothing_is_left_behind(self):
        self.run_sh("tapedeck pub q --create c x")
        self.assertEqual(os.listdir(self.program.path("tmp")), [])
        self.assertEqual(self.names(), [])

    def test_declared_things_are_there_from_the_beginning(self):
        self.write("queues.toml", '[[queue]]\nname = "orders"\nchannels = ["billing"]\nmessage_timeout = "7s"\n')
        out = self.run_sh("tapedeck info --json", "--defs", "queues.toml").stdout
        self.assertIn("billing", json.loads(out)["queues"]["orders"]["channels"])

    def test_fixture_is_copied_and_never_changed(self):
        broker = self.program.serve("fixture.tape")
        self.assertEqual(self.program.run("pub", "q", "--create", "c", "a", "b", "--url", broker.url).returncode, 0)
        # A fixture that is being written to is refused with who holds it.
        held = self.program.run("run", "--load", "fixture.tape", "--", "true")
        self.assertEqual(held.returncode, 3)
        self.assertIn(str(broker.process.pid), held.stderr)
        self.assertEqual(broker.stop(), 0)
        with open(self.program.path("fixture.tape"), "rb") as file:
            before = file.read()
        os.chmod(self.program.path("fixture.tape"), 0o444)
        out = self.run_sh("tapedeck pub q c >/dev/null; tapedeck peek q --raw", "--load", "fixture.tape").stdout
        self.assertEqual(out, "a\nb\nc\n")
        with open(self.program.path("fixture.tape"), "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(self.program.run("run", "--load", "none.tape", "--", "true").returncode, 3)


class Ending(Case):
    def test_code_of_the_command_is_the_code_of_the_run(self):
        for code in (0, 1, 2, 42, 255):
            self.run_sh(f"exit {code}", code=code)

    def test_signal_that_ends_the_command_is_told_as_a_shell_does(self):
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV):
            self.run_sh(f"ulimit -c 0; kill -{int(number)} $$", code=128 + number)

    def test_command_that_cannot_be_run(self):
        self.assertEqual(self.program.run("run", "--", "no-such-command-here").returncode, 127)
        self.write("no-program", "x")
        self.assertEqual(self.program.run("run", "--", "./no-program").returncode, 126)

    def test_usage_is_checked_before_anything_starts(self):
        self.assertEqual(self.program.run("run").returncode, 2)
        self.assertEqual(self.program.run("run", "--record", "sometimes:x.tape", "--", "true").returncode, 2)
        self.assertEqual(self.program.run("run", "--defs", "none.toml", "--", "true").returncode, 2)

    def test_taken_port_is_an_error_of_the_run(self):
        broker = self.program.serve()
        self.assertEqual(self.program.run("run", "--resp", f"127.0.0.1:{broker.port}", "--", "true").returncode, 4)

    def test_signals_are_passed_on(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGQUIT):
            name = number.name.removeprefix("SIG")
            # `wait` ends as soon as a trap has been sprung.
            run = subprocess.Popen([PROGRAM, "run", "--", "bash", "-c",
                                    f"trap 'echo got {name}; kill $!; exit 7' {name}; sleep 60 >/dev/null & echo ready; wait"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   cwd=self.program.directory, env=self.program.environment(), start_new_session=True)
            self.assertEqual(read_lines(run.stdout, 1), ["ready"])
            run.send_signal(number)
            out, _ = run.communicate(timeout=30)
            self.assertEqual((run.returncode, out), (7, f"got {name}\n".encode()))

    def test_signal_without_a_handler_ends_both(self):
        run = subprocess.Popen([PROGRAM, "run", "--", "sh", "-c", "echo ready; exec sleep 60"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, cwd=self.program.directory, env=self.program.environment())
        self.assertEqual(read_lines(run.stdout, 1), ["ready"])
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(30), 128 + signal.SIGTERM)
        run.stdout.close()

    def test_command_does_not_outlive_a_killed_run(self):
        run = subprocess.Popen([PROGRAM, "run", "--", "sh", "-c", "echo $$; exec sleep 60"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, cwd=self.program.directory, env=self.program.environment())
        child = int(read_lines(run.stdout, 1)[0])
        run.kill()
        run.wait(30)
        self.assertEqual(run.stdout.read(), b"")  # the pipe's last writer is gone
        run.stdout.close()
        wait_until(lambda: not os.path.exists(f"/proc/{child}") or "Z" in pathlib.Path(f"/proc/{child}/stat").read_text().rsplit(")")[1],
                   "the end of the command")

    def test_time_that_is_over_ends_the_command(self):
        result = self.run_sh("exec sleep 60", "--max-runtime", "300ms", code=5)
        self.assertIn("max_runtime", result.stderr)


class Reporting(Case):
    def test_recording_is_kept_as_asked(self):
        self.run_sh("tapedeck pub q --create c x", "--record", "on-failure:a.tape")
        self.run_sh("tapedeck pub q --create c x", "--record", "always:b.tape")
        failed = self.run_sh("tapedeck pub q --create c x; exit 3", "--record", "on-failure:c.tape", code=3)
        self.assertEqual(self.names(), ["b.tape", "c.tape"])
        self.assertIn("c.tape", failed.stderr)
        for name in self.names():
            self.assertEqual(self.program.run("peek", name, "q", "--raw").stdout, "x\n")
        # What is there is not overwritten, and the command is not even run.
        refused = self.run_sh("touch ran", "--record", "always:b.tape", code=3)
        self.assertIn("exists already", refused.stderr)
        self.assertFalse(os.path.exists(self.program.path("ran")))

    def test_failure_shows_the_end_of_the_broker_s_log(self):
        failed = self.run_sh("tapedeck pub q --create c x >/dev/null; exit 1", "--log-level", "debug", "--http", "127.0.0.1:0", code=1)
        self.assertIn("ended with code 1", failed.stderr)
        self.assertEqual(self.run_sh("exit 0", "--log-level", "debug").stderr, "")

    def test_junit_file_tells_both_outcomes(self):
        self.run_sh("exit 0", "--junit", "good.xml")
        self.run_sh("exit 9", "--junit", "bad.xml", code=9)
        good = xml.etree.ElementTree.parse(self.program.path("good.xml")).getroot()
        bad = xml.etree.ElementTree.parse(self.program.path("bad.xml")).getroot()
        self.assertEqual((good.get("tests"), good.get("failures")), ("1", "0"))
        self.assertEqual((bad.get("tests"), bad.get("failures")), ("1", "1"))
        self.assertEqual(bad.find(".//failure").get("message"), "ended with code 9")

    def test_github_gets_annotations_and_a_summary(self):
        failed = self.run_sh("echo '100% <b>'; exit 9", GITHUB_ACTIONS="true",
                             GITHUB_STEP_SUMMARY=self.program.path("summary.md"), code=9)
        self.assertRegex(failed.stdout, r"(?m)^::error title=command%3A sh -c echo '100%25 <b>'; exit 9::ended with code 9$")
        self.assertIn("❌", self.read("summary.md"))
        self.assertNotIn("<b>", self.read("summary.md"))
        passed = self.run_sh("true", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=self.program.path("summary.md"))
        self.assertEqual(passed.stdout, "")
        self.assertIn("✅", self.read("summary.md"))  # appended
        self.assertIn("❌", self.read("summary.md"))
        self.assertEqual(self.run_sh("exit 9", code=9).stdout, "")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
