from itertools import islice

import numpy as np

from eval.bench import making
from rag.models.embed_local import MiniLM


def test_the_same_size_gives_the_same_collection_and_all_of_its_passages() -> None:
    world = making.world(700, MiniLM())

    one, other = (list(making.batches(world, 700)) for _ in range(2))

    documents = [prepared for batch in one for prepared in batch]
    assert sum(len(prepared.passages) for prepared in documents) == 700
    assert len({prepared.document.id for prepared in documents}) == len(documents) > 10
    again = [prepared for batch in other for prepared in batch]
    assert [p.document.text for p in again] == [p.document.text for p in documents]
    assert all(np.array_equal(p.vectors, q.vectors) for p, q in zip(documents, again, strict=True))
    lengths = np.linalg.norm(np.concatenate([p.vectors for p in documents]), axis=1)
    assert np.allclose(lengths, 1, atol=1e-5)


def test_batches_are_written_when_they_are_large_enough() -> None:
    world = making.world(12_000, Constant())

    sizes = [sum(len(p.passages) for p in batch) for batch in making.batches(world, 12_000)]

    assert sum(sizes) == 12_000
    assert all(size >= making.BATCH for size in sizes[:-1])
    assert all(size < making.BATCH + making.LARGEST for size in sizes)


def test_questions_differ_and_are_about_the_topics() -> None:
    asked = making.questions(50, 5_000)

    assert len(set(asked)) == 50
    topics = making.world(5_000)
    own = {topics.words[number] for number in topics.topics.flat}
    assert all(own & set(question.rstrip("?").split()) for question in islice(asked, 5))


class Constant(MiniLM):
    def embed_passages(self, texts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        return np.ones((len(texts), self.width), dtype=np.float32)
