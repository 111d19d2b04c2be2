import numpy as np

from rag.models.embed_local import WINDOW, MiniLM
from rag.models.make import sample


def test_the_sample_is_fixed_varied_and_within_the_window() -> None:
    texts = sample.texts()

    assert texts == sample.texts()
    assert len(set(texts)) == len(texts) >= 200
    lengths = np.array(MiniLM().count(texts))
    assert lengths.max() <= WINDOW
    assert (lengths > 120).sum() >= 40
    assert (lengths < 10).sum() >= 10


def test_the_model_is_made_by_other_texts_than_it_is_judged_by() -> None:
    made = set(sample.texts(sample.CALIBRATION)) - set(sample.texts())
    assert len(made) >= 150
