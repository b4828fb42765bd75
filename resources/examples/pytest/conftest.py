"""A namespace for each test: the broker that `tapedeck run` has started is shared, its queues are not."""
import json
import os
import re
import urllib.request

import pytest


class Broker:
    """The HTTP API of the broker, inside of one namespace."""

    def __init__(self, url, namespace):
        self.url = url
        self.namespace = namespace

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.url + "/api/v1" + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json",
                                                  "X-Tapedeck-Namespace": self.namespace})
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None


@pytest.fixture
def broker(request):
    namespace = re.sub(r"[^A-Za-z0-9._-]", "-", request.node.name)[:64]
    shared = Broker(os.environ["TAPEDECK_HTTP_URL"], namespace)
    yield shared
    shared.call("DELETE", "/namespaces/" + namespace)
