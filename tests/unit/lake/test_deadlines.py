"""What takes too long is ended; what is done in time is left alone, and leaves no thread behind."""

import threading
import time

from mueang.lake.engines.deadlines import Deadlines


def test_work_that_takes_too_long_is_ended_and_other_work_is_not():
    deadlines, ended = Deadlines(), threading.Event()

    with deadlines.within(30, lambda: 1 / 0), deadlines.within(0.05, ended.set):
        assert ended.wait(5)


def test_work_that_did_not_hear_the_first_call_hears_the_next():
    deadlines, heard = Deadlines(), threading.Semaphore(0)

    with deadlines.within(0.01, heard.release):
        assert all(heard.acquire(timeout=5) for _ in range(3))


def test_work_done_in_time_is_not_ended_later():
    deadlines, ended = Deadlines(), threading.Event()

    with deadlines.within(0.05, ended.set):
        pass

    assert not ended.wait(0.2)


def test_a_thousand_questions_share_one_thread_which_ends_with_them():
    deadlines = Deadlines()
    others = {thread.ident for thread in threading.enumerate()}
    threads = set()

    for _ in range(1000):
        with deadlines.within(0.3, lambda: 1 / 0):
            threads |= {thread.ident for thread in threading.enumerate() if thread.ident not in others}

    assert len(threads) == 1
    for _ in range(50):
        if not any(thread.ident in threads for thread in threading.enumerate()):
            return
        time.sleep(0.1)
    raise AssertionError("the thread goes on with nothing to do")
