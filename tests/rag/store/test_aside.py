import os
import threading

import pytest

from rag.store.aside import Aside


def test_work_goes_on_in_another_thread_while_one_is_free() -> None:
    """Where none is, the caller does it: waiting for a thread would only add to its time."""
    aside, go = Aside(), threading.Event()
    busy = [aside.begin(go.wait) for _ in range(max(1, (os.cpu_count() or 1) // 2))]

    late = aside.begin(threading.get_ident)

    assert late() == threading.get_ident()
    go.set()
    assert all(result() for result in busy)
    assert aside.begin(threading.get_ident)() != threading.get_ident()
    aside.close()


def test_what_goes_wrong_aside_is_raised_where_its_result_is_wanted() -> None:
    aside = Aside()

    for _ in range(3):  # a thread is free again after each
        result = aside.begin(lambda: int("none"))
        with pytest.raises(ValueError, match="none"):
            result()
    aside.close()
