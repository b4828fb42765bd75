#!/usr/bin/python3
"""What a screen reader finds: the real program on an X server, with a session bus and AT-SPI, asked over AT-SPI as Orca does.
The table has its rows, columns and header names; the queues, menus and controls have theirs. Usage, inside of
`dbus-run-session -- xvfb-run -a`: screen_reader_test.py PROGRAM"""
import os
import subprocess
import sys
import tempfile
import time

import dbus

PROGRAM = sys.argv[1]
SECONDS = 60
ROOT = "/org/a11y/atspi/accessible/root"
REGISTRY = "org.a11y.atspi.Registry"
ACCESSIBLE = "org.a11y.atspi.Accessible"
TABLE = "org.a11y.atspi.Table"


def until(what, look):
    """The first true answer of look(); fails when there is none in time. AT-SPI tells nobody when an application is ready."""
    end = time.monotonic() + SECONDS
    error = None
    while time.monotonic() < end:
        try:
            found = look()
            if found:
                return found
        except dbus.DBusException as problem:  # objects come and go while the window is made
            error = problem
        time.sleep(0.05)
    sys.exit(f"{what}: not within {SECONDS} s ({error})")


session = dbus.SessionBus()
status = session.get_object("org.a11y.Bus", "/org/a11y/bus")
dbus.Interface(status, "org.freedesktop.DBus.Properties").Set("org.a11y.Status", "ScreenReaderEnabled", True)
bus = dbus.bus.BusConnection(str(dbus.Interface(status, "org.a11y.Bus").GetAddress()))


class Node:
    def __init__(self, name, path):
        self.bus_name, self.path = str(name), str(path)
        self.object = bus.get_object(self.bus_name, self.path, introspect=False)

    def get(self, interface, name):
        return dbus.Interface(self.object, "org.freedesktop.DBus.Properties").Get(interface, name)

    @property
    def name(self):
        return str(self.get(ACCESSIBLE, "Name"))

    @property
    def role(self):
        return str(self.object.GetRoleName(dbus_interface=ACCESSIBLE))

    def children(self):
        count = int(self.get(ACCESSIBLE, "ChildCount"))
        for i in range(min(count, 200)):
            yield Node(*self.object.GetChildAtIndex(dbus.Int32(i), dbus_interface=ACCESSIBLE))

    def find(self, matches, depth=14):
        if matches(self):
            return self
        for child in self.children() if depth else []:
            if child.role != "table" or matches(child):
                found = child.find(matches, depth - 1)
                if found:
                    return found
        return None


with tempfile.TemporaryDirectory() as home:
    tape = os.path.join(home, "reader.tape")
    environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_RUNTIME_DIR=home, QT_QPA_PLATFORM="xcb",
                       QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", LANG="C.UTF-8", LANGUAGE="en")
    ports = ["--resp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--fq", "off", "--grpc", "off"]
    program = subprocess.Popen([PROGRAM, tape, *ports], env=environment)
    try:
        def application():
            for child in Node(REGISTRY, ROOT).children():
                if child.name.lower().startswith("tapedeck"):
                    return child
            return None
        app = until("the program is on the accessibility bus", application)
        window = until("its window", lambda: app.find(lambda node: node.role == "frame", 2))
        assert "Tapedeck" in window.name, window.name
        menu = until("its menus", lambda: window.find(lambda node: node.role in ("menu bar", "menubar")))
        assert "File" in [one.name.replace("&", "") for one in menu.children()], [one.name for one in menu.children()]
        # The demo traffic makes queues with messages.
        button = until("the demo button", lambda: window.find(
            lambda node: node.role in ("push button", "button") and "demo" in node.name.lower().replace("&", "")))
        button.object.DoAction(dbus.Int32(0), dbus_interface="org.a11y.atspi.Action")

        def rows():
            return window.find(lambda node: node.role == "table" and int(node.get(TABLE, "NColumns")) >= 6
                               and int(node.get(TABLE, "NRows")) > 0)
        table = until("the table of messages with rows", rows)
        columns = [str(table.object.GetColumnDescription(dbus.Int32(i), dbus_interface=TABLE))
                   for i in range(int(table.get(TABLE, "NColumns")))]
        for wanted in ("Time", "Key", "Size", "Preview"):
            assert wanted in columns, columns

        def cell(column):  # of the newest message, which is in sight
            row = dbus.Int32(int(table.get(TABLE, "NRows")) - 1)
            return Node(*table.object.GetAccessibleAt(row, dbus.Int32(columns.index(column)), dbus_interface=TABLE)).name

        for column in ("Time", "Size", "Preview"):
            until(f"a cell of {column} that says what it shows", lambda: cell(column) not in ("", "\u2026"))
        print("rows:", int(table.get(TABLE, "NRows")), "columns:", columns, "a row:", [cell(column) for column in columns])
        edits = until("fields with names", lambda: window.find(
            lambda node: node.role in ("text", "entry") and "Filter queues" in node.name))
        assert edits
    finally:
        program.terminate()
        program.wait(30)
