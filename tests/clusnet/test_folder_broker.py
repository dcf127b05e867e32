import threading

import pytest
from kombu import Connection

import clusnet.celery  # noqa: F401  makes the transport known


@pytest.fixture
def queue(tmp_path):
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
        "polling_interval": 0.01,
    }
    with Connection("folder://localhost", transport_options=options) as connection:
        yield connection.SimpleQueue("letters")


def test_messages_come_out_in_the_order_they_went_in(queue):
    for number in range(5):
        queue.put({"number": number})

    assert [queue.get(timeout=5).payload["number"] for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_reader_never_meets_half_a_message(queue, tmp_path):
    """Large messages while somebody reads as fast as possible: every one arrives whole."""
    sent = [{"text": f"{number} " * 50_000} for number in range(30)]
    sender = threading.Thread(target=lambda: [queue.put(message) for message in sent])

    sender.start()
    received = [queue.get(timeout=10).payload for _ in sent]
    sender.join()

    assert received == sent
    assert list(tmp_path.glob("*.msg")) + list(tmp_path.glob(".*.part")) == []
