import pytest

from eval.metrics.catalogue import BY_NAME, HEADLINES, METRICS
from eval.metrics.metric import Metric


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_says_what_it_is(metric: Metric) -> None:
    assert metric.definition.endswith(".")
    assert metric.source
    assert (metric.low, metric.high) == (0, 1)


def test_names_are_unique_and_headlines_exist() -> None:
    assert len(BY_NAME) == len(METRICS)
    assert set(HEADLINES) <= BY_NAME.keys()
