from eval.metrics.latency import Spread, spread


def test_percentiles_are_times_that_were_taken() -> None:
    assert spread([float(n) for n in range(1, 101)]) == Spread(100, 50.0, 95.0)
    assert spread([3.0]) == Spread(1, 3.0, 3.0)


def test_no_times_have_no_percentile() -> None:
    assert spread([]) is None
