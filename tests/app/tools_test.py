#!/usr/bin/env python3
"""Commands around the broker: config, completion, the manual page, repair, progress. Usage: tools_test.py PROGRAM SOURCE_DIRECTORY [unittest options]"""
import json
import os
import pty
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import ProgramCase  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def commands(self):
        lines = self.ok("--help").split("Commands:\n")[1].split("\n\n")[0].splitlines()
        return [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]


class Configuration(Case):
    def test_file_is_checked_alone(self):
        self.write("good.toml", 'seed = 5\n[[queue]]\nname = "q"\n')
        self.assertIn("1 settings, 1 declarations", self.ok("config", "check", "good.toml"))
        self.assertEqual(json.loads(self.ok("config", "check", "good.toml", "--json"))["declarations"], 1)
        self.write("bad.toml", '[[queue]]\nname = "q"\nchanels = []\n')
        self.assertIn('bad.toml:3: unknown member "chanels"; did you mean "channels"?', self.fails(2, "config", "check", "bad.toml"))
        self.assertIn("cannot read", self.fails(2, "config", "check", "none.toml"))
        self.fails(2, "config", "check")

    def test_declarations_are_shown_with_their_origin(self):
        self.write("tapedeck.toml", '[[queue]]\nname = "orders"\nkind = "mem"\n')
        self.write("more.toml", '\n[[channel]]\nqueue = "orders"\nname = "billing"\n')
        text = self.ok("config", "show", "--origin", "--defs", "more.toml")
        self.assertRegex(text, r"(?m)^queue +orders +name=\"orders\" kind=\"mem\" +.*tapedeck\.toml:1$")
        self.assertRegex(text, r"(?m)^channel +orders/billing .*more\.toml:2$")
        shown = json.loads(self.ok("config", "show", "--origin", "--defs", "more.toml", "--json"))["declarations"]
        self.assertEqual(shown["queue"], [{"name": "orders", "kind": "mem", "origin": self.program.path("tapedeck.toml") + ":1"}])

    def test_every_source_in_its_place(self):
        os.makedirs(self.program.path("xdg/tapedeck"))
        self.write("xdg/tapedeck/config.toml", 'seed = 1\nlog_level = "error"\nmax_connections = 1\nidle_exit = "1s"\n')
        self.write("tapedeck.toml", 'seed = 2\nlog_level = "debug"\nmax_connections = 2\n')
        shown = json.loads(self.ok("config", "show", "--origin", "--json", "--seed", "4", TAPEDECK_SEED=3, TAPEDECK_MAX_CONNECTIONS=3))
        self.assertEqual([shown[name]["value"] for name in ("seed", "max_connections", "log_level", "idle_exit")], ["4", "3", "debug", "1s"])
        self.assertEqual([shown[name]["origin"].replace(self.program.directory + "/", "") for name in ("seed", "max_connections", "log_level", "idle_exit", "sync")],
                         ["flag --seed", "environment TAPEDECK_MAX_CONNECTIONS", "tapedeck.toml:2", "xdg/tapedeck/config.toml:4", "built-in"])


class Completion(Case):
    def complete(self, *words):
        """What bash offers for the last of the words."""
        self.write("completion", self.ok("completion", "bash"))
        script = f"""
            source ./completion
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _tapedeck; printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        return subprocess.run(["bash", "-c", script, "bash", "tapedeck", *words], cwd=self.program.directory, capture_output=True,
                              text=True, check=True).stdout.split()

    def test_commands_actions_options_and_values_in_bash(self):
        self.assertEqual(sorted(self.complete("")), sorted(self.commands()))
        self.assertEqual(self.complete("ser"), ["serve"])
        self.assertEqual(self.complete("replay", "st"), ["start", "step", "stop"])
        self.assertIn("--message-timeout", self.complete("serve", "--mess"))
        self.assertEqual(self.complete("serve", "--clock", "v"), ["virtual"])
        self.assertIn("--speed", self.complete("replay", "start", "--sp"))
        self.write("a.tape", "")
        self.assertEqual(self.complete("peek", "a."), ["a.tape"])
        self.assertEqual(self.complete("serve", "--ready-file", "a."), ["a.tape"])
        self.assertIn("true", self.complete("run", "--", "tru"))

    def test_every_option_of_every_command_is_known_to_every_shell(self):
        bash, zsh, fish = (self.ok("completion", shell) for shell in ("bash", "zsh", "fish"))
        for command in self.commands():
            options = {word.rstrip(",") for line in self.ok(command, "--help").splitlines() if line.startswith("  -")
                       for word in line.replace(",", " ").split() if word.startswith("--") and len(word) > 2}
            self.assertIn("--help", options)
            bash_case = bash.split(f"\n    {command})\n")[1].split("\n        ;;\n")[0]
            for option in options:
                name = option.split("=")[0]
                self.assertIn(name, bash_case, command)
                self.assertIn(f"'{name}[" if f"'{name}[" in zsh else f"'*{name}[", zsh, command)
                self.assertRegex(fish, rf"from {command}'.* -l {name[2:]}\b")

    def test_shells_accept_them(self):
        for shell in ("bash", "zsh", "fish"):
            if not shutil.which(shell):
                print(f"{shell} is not installed: its completion is not parsed", file=sys.stderr)
                continue
            self.write("script", self.ok("completion", shell))
            checked = subprocess.run([shell, "-n", self.program.path("script")], capture_output=True, text=True)
            self.assertEqual((checked.returncode, checked.stderr), (0, ""), shell)

    def test_unknown_shell_is_refused(self):
        self.fails(2, "completion", "tcsh")


class Manual(Case):
    def test_page_has_every_command_and_renders_without_a_warning(self):
        page = self.ok("completion", "man")
        shown = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-P-c"], input=page, capture_output=True, text=True, check=True)
        self.assertEqual(shown.stderr, "")
        # Bold and slanted text is printed by overstriking.
        while "\b" in shown.stdout:
            at = shown.stdout.index("\b")
            shown.stdout = shown.stdout[:at - 1] + shown.stdout[at + 1:]
        text = shown.stdout.replace("\u2010", "-").replace("\u2212", "-")
        for command in self.commands():
            self.assertIn(f"tapedeck {command}", text)
        self.assertIn("--message-timeout", text)
        self.assertIn("EXIT STATUS", text)


class Repairing(Case):
    def tape(self, messages=20_000):
        broker = self.program.serve("a.tape")
        self.ok("pub", "q", "--create", "c", "--lines", "--url", broker.url,
                stdin="".join(f"{number} {os.urandom(40).hex()}\n" for number in range(1, messages + 1)))
        self.ok("pub", "small", "--create", "c", "x", "--url", broker.url)
        self.ok("get", "q", "c", "--count", "3", "--ack", "--url", broker.url)
        self.assertEqual(broker.stop(), 0)
        return self.program.path("a.tape")

    def flip(self, path, share):
        with open(path, "r+b") as file:  # random text does not compress well: most of the file is inside of segments
            file.seek(int(os.path.getsize(path) * share))
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 1]))

    def bodies(self, path, queue="q"):
        return [json.loads(line) for line in self.ok("peek", path, queue, "--count", "99999", "--json").splitlines()]

    def test_sound_tape_is_copied_whole(self):
        path = self.tape(2000)
        before = self.bodies(path)
        with open(path, "rb") as file:
            raw = file.read()
        self.assertIn("nothing is lost", self.ok("repair", "a.tape"))
        with open(path, "rb") as file:
            self.assertEqual(file.read(), raw)
        self.assertEqual(self.bodies("a.repaired.tape"), before)
        self.assertIn("ok", self.ok("check", "a.repaired.tape"))
        self.assertIn("exists already", self.fails(2, "repair", "a.tape"))

    def test_damaged_tape_loses_only_what_is_damaged(self):
        path = self.tape()
        before = {message["id"]: message for message in self.bodies(path)}
        self.flip(path, 0.5)
        self.assertEqual(self.program.run("check", "a.tape").returncode, 1)
        repaired = self.program.run("repair", "a.tape", "--output", "b.tape", "--json")
        self.assertEqual(repaired.returncode, 1, repaired.stderr)
        report = json.loads(repaired.stdout)
        self.assertGreater(report["lost"], 0)
        self.assertLess(report["lost"], 5000)
        self.assertIn("queue q: messages", report["losses"][0])
        self.assertIn("ok", self.ok("check", "b.tape"))
        after = self.bodies("b.tape")
        self.assertEqual([message["id"] for message in after], list(range(1, 20_001)))
        lost = [message for message in after if message.get("headers") == [{"name": "tapedeck-repair", "value": "lost"}]]
        self.assertEqual(len(lost), report["lost"])
        for message in after:
            if message not in lost:
                self.assertEqual(message, before[message["id"]])
        self.assertEqual(self.bodies("b.tape", "small")[0]["body"], "x")
        # A broker serves it, and the channel stands where it stood.
        broker = self.program.serve("b.tape")
        self.assertEqual(json.loads(self.ok("get", "q", "c", "--json", "--url", broker.url))["id"], 4)
        self.assertEqual(broker.stop(), 0)

    def test_live_journal_is_brought_in(self):
        broker = self.program.serve("a.tape", "--sync", "normal")
        self.ok("pub", "q", "--create", "c", "a", "b", "c", "--url", broker.url)
        broker.kill()
        report = json.loads(self.ok("repair", "a.tape", "--json"))
        self.assertEqual((report["messages"], report["journal_messages"], report["lost"]), (3, 3, 0))
        self.assertIn("not carried over", report["notes"][0])
        self.assertEqual([message["body"] for message in self.bodies("a.repaired.tape")], ["a", "b", "c"])
        self.assertEqual(self.program.serve("a.tape").stop(), 0)  # the tape itself can still be recovered

    def test_what_is_no_tape_is_refused(self):
        self.write("letter.tape", "Dear reader, " * 1000)
        self.fails(3, "repair", "letter.tape")
        self.assertFalse(os.path.exists(self.program.path("letter.repaired.tape")))
        broker = self.program.serve("a.tape")
        self.assertIn(str(broker.process.pid), self.fails(3, "repair", "a.tape"))


class Progress(Case):
    def test_is_for_terminals_only(self):
        broker = self.program.serve("a.tape")
        self.ok("pub", "q", "--create", "c", "x", "--url", broker.url)
        self.assertEqual(broker.stop(), 0)
        quiet = self.program.run("repair", "a.tape", "--output", "b.tape")
        self.assertEqual(quiet.stderr, "")
        leader, follower = pty.openpty()
        done = subprocess.run([PROGRAM, "repair", "a.tape", "--output", "c.tape"], stderr=follower, stdout=subprocess.PIPE,
                              cwd=self.program.directory, env=self.program.environment(), timeout=30)
        os.close(follower)
        os.close(leader)
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
