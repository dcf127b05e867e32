import threading
from contextlib import ExitStack

import pytest
from kombu import Connection

import clusnet.celery  # noqa: F401  makes the transport known

pytestmark = pytest.mark.once


@pytest.fixture
def open_queue(tmp_path):
    """Opens the same queue again and again, each time by a connection of its own."""
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
        "polling_interval": 0.01,
    }
    with ExitStack() as stack:

        def open_queue():
            connection = Connection("folder://localhost", transport_options=options)
            # A process remembers the queues that it has made: each test has its own.
            return stack.enter_context(connection).SimpleQueue(f"letters-{tmp_path.name}")

        yield open_queue


def test_messages_come_out_in_the_order_they_went_in(open_queue):
    sender, receiver = open_queue(), open_queue()
    for number in range(5):
        sender.put({"number": number})

    assert [receiver.get(timeout=5).payload["number"] for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_reader_never_meets_half_a_message(open_queue, tmp_path):
    """Large messages while somebody reads as fast as possible: every one arrives whole."""
    sender, receiver = open_queue(), open_queue()
    sent = [{"text": f"{number} " * 500_000} for number in range(30)]
    sending = threading.Thread(target=lambda: [sender.put(message) for message in sent])

    sending.start()
    received = [receiver.get(timeout=10).payload for _ in sent]
    sending.join()

    assert received == sent
    assert list(tmp_path.glob("*.msg")) + list(tmp_path.glob(".*.part")) == []
