from hypothesis import given
from hypothesis import strategies as st

from rag.models.batches import BATCH_TEXTS, BATCH_TOKENS, FEWEST_TOKENS, parted


@given(st.lists(st.integers(0, 9_000), max_size=1500), st.integers(1, 64))
def test_every_text_is_in_one_request_in_order_and_no_request_is_too_large(
    counts: list[int], among: int
) -> None:
    texts = [str(number) for number in range(len(counts))]

    batches = list(parted(texts, counts, among=among))

    assert [text for batch in batches for text in batch.texts] == texts
    assert [place for batch in batches for place in batch.places] == list(range(len(texts)))
    assert [tokens for batch in batches for tokens in batch.counts] == counts
    for batch in batches:
        assert 1 <= len(batch.texts) <= BATCH_TEXTS
        assert sum(batch.counts) <= BATCH_TOKENS


def test_requests_in_flight_together_share_what_there_is() -> None:
    texts = ["text"] * 1280
    assert [len(batch.texts) for batch in parted(texts, [200] * 1280, among=8)] == [80] * 16
    assert len(list(parted(texts[:80], [200] * 80, among=8))) == 16_000 // FEWEST_TOKENS
