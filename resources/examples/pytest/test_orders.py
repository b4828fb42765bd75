"""Run with: tapedeck run --defs queues.toml --clock virtual -- python3 -m pytest -q"""


def make(broker):
    broker.call("POST", "/queues", {"name": "orders", "attemptLimit": 2})
    broker.call("POST", "/queues/orders/channels", {"name": "billing"})


def take(broker):
    return broker.call("POST", "/queues/orders/channels/billing/receive", {"count": 10})["messages"]


def test_an_order_is_billed_once(broker):
    make(broker)
    broker.call("POST", "/queues/orders/messages", {"body": "one coffee"})
    taken = take(broker)
    assert [message["body"] for message in taken] == ["one coffee"]
    broker.call("POST", "/queues/orders/channels/billing/ack", {"tickets": [taken[0]["ticket"]]})
    broker.call("POST", "/clock/advance", {"by": "1h"})
    assert take(broker) == []


def test_what_nobody_acknowledges_comes_again_and_is_given_up(broker):
    make(broker)
    broker.call("POST", "/queues/orders/messages", {"body": "one coffee"})
    for attempt in (1, 2):
        assert [message["attempts"] for message in take(broker)] == [attempt]
        broker.call("POST", "/clock/advance", {"by": "30s"})  # takes no time
    assert take(broker) == []
    assert len(broker.call("GET", "/queues/orders/channels/billing/dead")["deadLetters"]) == 1


def test_declared_queue_is_there_from_the_beginning(broker):
    broker.namespace = "default"
    assert [one["name"] for one in broker.call("GET", "/queues/orders")["channels"]] == ["billing"]
