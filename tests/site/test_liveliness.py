"""A web process whose every thread stands still is told from one that only has much to do."""

from __future__ import annotations

import io
import threading

import pytest

from mueang_site.config.liveliness import STILL_SECONDS, Lively


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def stuck(clock):
    """A process of two threads, both in a request that reads a piece whenever it is let go on."""
    go_on = threading.Semaphore(0)

    def application(environ, start_response):
        go_on.acquire()
        while environ["wsgi.input"].read(1):
            go_on.acquire()
        return [b"end"]

    lively = Lively(application, threads=2, clock=clock)
    threads = [threading.Thread(target=lively, args=({"wsgi.input": io.BytesIO(b"ab")}, None)) for _ in range(2)]
    for thread in threads:
        thread.start()
    yield lively, go_on
    go_on.release(10)
    for thread in threads:
        thread.join()


def test_a_process_whose_threads_all_stand_still_counts_as_hung(stuck, clock):
    lively, _ = stuck

    clock.seconds = STILL_SECONDS - 1
    assert lively.alive()
    clock.seconds = STILL_SECONDS
    assert not lively.alive()


def test_a_slow_upload_is_no_hang(stuck, clock):
    lively, go_on = stuck

    clock.seconds = STILL_SECONDS
    go_on.release()

    deadline = threading.Event()
    assert any(lively.alive() or deadline.wait(0.05) for _ in range(100))


def test_a_process_with_a_free_thread_or_nothing_to_do_is_alive(clock):
    lively = Lively(lambda environ, start_response: [b"page"], threads=1, clock=clock)
    answer = lively({"wsgi.input": io.BytesIO()}, None)
    assert b"".join(answer) == b"page"

    clock.seconds = 10 * STILL_SECONDS
    assert not lively.alive()
    answer.close()
    clock.seconds = 20 * STILL_SECONDS
    assert lively.alive()


def test_an_answer_that_the_server_drops_with_its_client_holds_no_thread(clock):
    lively = Lively(lambda environ, start_response: [b"page"], threads=1, clock=clock)
    answer = lively({"wsgi.input": io.BytesIO()}, None)
    del answer

    clock.seconds = 10 * STILL_SECONDS
    assert lively.alive()
