"""An ingest that costs money: agreed first, counted, kept within a budget, never paid for twice."""

import random
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from ingest.asked import Asked
from ingest.cost import Estimate
from ingest.paying import unasked
from ingest.report import IngestReport, Progress
from ingest.run import ingest
from ingest.upload import ingest_upload
from rag.errors import BudgetError, InputError, ServiceError
from rag.models.embed_remote import RemoteEmbedder
from rag.models.remembering import Remembering
from rag.models.tokens import count_tokens
from rag.store.library import Library
from rag.store.vector_cache import VectorCache
from rag.types import Collection
from tests.ingest.made import holding, settings
from tests.servers.model_server import EMBEDDING_WIDTH, ModelServer

HERE = Collection()
WORDS = ("ferry", "pier", "cable", "winch", "ramp", "tide", "harbour", "deck", "ticket", "crew")


def note(number: int, words: int = 300) -> str:
    chance = random.Random(number)
    said = " ".join(chance.choices(WORDS, k=words))
    return f"# Note {number}\n\n{said}.\n"


class Shop:
    """A folder of notes, a library, and an embedder at a dollar for a million tokens."""

    def __init__(self, home: Path, folder: Path, server: ModelServer) -> None:
        self.home, self.folder, self.server = home, folder, server
        self.settings = settings(home=home, lock_wait_s=0, batch_documents=2)
        self.price_usd: float | None = 1.0
        self.library = Library.open(self.settings, embedder=self.embedder, command="test")
        self.estimates: list[tuple[Estimate, bool]] = []
        self.steps: list[Progress] = []

    @property
    def embedder(self) -> Remembering:
        """Made anew each time, as by another process."""
        remote = RemoteEmbedder(
            "m", base_url=self.server.base_url, api_key="k", width=EMBEDDING_WIDTH
        )
        cache = VectorCache(self.home, most_mb=10)
        return Remembering(remote, cache, price_usd=self.price_usd)

    def write(self, *numbers: int, words: int = 300) -> None:
        for number in numbers:
            (self.folder / f"note-{number:02}.md").write_text(note(number, words))

    def agree(self, estimate: Estimate, must: bool) -> bool:  # noqa: FBT001 - as it is called
        self.estimates.append((estimate, must))
        return unasked(estimate, must)

    def ingest(
        self, agree: Callable[[Estimate, bool], bool] | None = None, **options: Any
    ) -> IngestReport:
        return ingest(
            [self.folder],
            collection=HERE,
            library=self.library,
            embedder=self.embedder,
            settings=self.settings,
            asked=Asked(**options),
            progress=self.steps.append,
            agree=agree or self.agree,
        )

    @property
    def sent(self) -> list[str]:
        """Every text that was answered, in the order of the answers."""
        return [text for asked in self.server.answered for text in asked.body["input"]]

    @property
    def tokens(self) -> int:
        return sum(count_tokens(text, "m") for text in self.sent)


@pytest.fixture
def shop(tmp_path: Path, model_server: ModelServer) -> Iterator[Shop]:
    (tmp_path / "docs").mkdir()
    opened = Shop(tmp_path / "home", tmp_path / "docs", model_server)
    opened.settings = settings(
        home=tmp_path / "home", lock_wait_s=0, batch_documents=2, embed_free_usd=0
    )
    yield opened
    opened.library.close()


def test_what_is_not_agreed_to_is_not_sent_and_the_cost_is_named(shop: Shop) -> None:
    shop.write(*range(5))

    with pytest.raises(InputError, match=r"\d+ passages, [\d,]+ tokens: about \$0.00") as caught:
        shop.ingest()

    assert "--yes" in caught.value.remedy
    assert "Nothing was embedded" in caught.value.problem
    assert shop.server.asked == []
    assert not shop.library.collections()


def test_what_is_agreed_to_is_what_is_sent_and_billed(shop: Shop) -> None:
    shop.write(*range(5))
    (shop.folder / "copy.md").write_text(note(1))

    report = shop.ingest(yes=True)

    (estimate, must), *more = shop.estimates
    assert not must
    assert not more
    assert estimate.passages == len(shop.sent) == report.embedded
    assert estimate.tokens == shop.tokens
    assert report.embedding.tokens == shop.server.billed
    assert report.embedding.cost_usd == pytest.approx(shop.server.billed / 1e6)
    assert report.embedding.requests == len(shop.server.answered)
    steps = [step.step for step in shop.steps]
    assert steps.index("asking") == steps.index("writing") - 1
    assert shop.steps[-1].cost_usd > 0


def test_what_is_unchanged_is_not_asked_about(shop: Shop) -> None:
    shop.write(1, 2)
    shop.ingest(yes=True)
    shop.write(3)
    shop.ingest(yes=True)
    before = len(shop.server.asked)

    report = shop.ingest()

    assert report.unchanged == 3
    assert len(shop.estimates) == 2
    assert shop.estimates[1][0].passages == len(shop.sent) - shop.estimates[0][0].passages
    assert len(shop.server.asked) == before


def test_a_little_is_not_asked_about_but_shown(shop: Shop) -> None:
    shop.settings = settings(home=shop.home, lock_wait_s=0, embed_free_usd=0.01)
    shop.write(1)
    assert shop.ingest().added == 1
    assert [must for _, must in shop.estimates] == [False]


def test_no_file_is_read_twice(shop: Shop) -> None:
    """A scan that took an hour to read would take two: once for the cost, once for good."""
    shop.write(*range(4))
    (shop.folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")

    def agree(_: Estimate, must: bool) -> bool:  # noqa: FBT001 - as it is called
        for file in shop.folder.iterdir():
            file.unlink()
        return must

    report = shop.ingest(agree)

    assert (report.added, report.failed) == (4, 1)
    assert shop.library.counts(HERE).documents == 4


def test_nothing_of_what_was_read_for_the_cost_is_left(shop: Shop) -> None:
    shop.write(1)
    with pytest.raises(InputError):
        shop.ingest()
    assert holding(shop.home, b"harbour") == []


def test_a_budget_ends_a_run_cleanly_and_the_next_pays_for_the_rest_alone(shop: Shop) -> None:
    shop.write(*range(10))
    with pytest.raises(InputError):
        shop.ingest()
    estimate = shop.estimates[0][0]
    budget = estimate.tokens * 0.55 / 1e6

    report = shop.ingest(yes=True, budget_usd=budget)

    assert "The budget of $" in report.stopped
    assert f"${report.embedding.cost_usd:.4f} is spent" in report.stopped
    assert report.embedding.cached == 0
    assert f"{report.added} of 10 documents are indexed" in report.stopped
    assert 3 <= report.added <= 8
    assert 0 < (report.embedding.cost_usd or 0) == shop.server.billed / 1e6 <= budget
    assert shop.library.counts(HERE).documents == report.added
    assert "end at the budget" in str(shop.estimates[1][0])
    paid = len(shop.sent)
    again = shop.ingest(yes=True)

    assert not again.stopped
    assert (again.added, again.unchanged) == (10 - report.added, report.added)
    assert len(shop.sent) == estimate.passages
    assert len(set(shop.sent)) == len(shop.sent)
    assert shop.estimates[2][0].passages == estimate.passages - paid
    assert again.embedding.cached > 0


def mail(number: int) -> bytes:
    message = EmailMessage()
    message["Subject"] = f"Mail {number}"
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content(note(100 + number, words=150))
    for inside in range(3):
        text = note(1000 + 10 * number + inside, words=150)
        message.add_attachment(text.encode(), "text", "markdown", filename=f"note-{inside}.md")
    return message.as_bytes()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_what_came_inside_a_mail_is_there_whenever_the_mail_is(share: float, shop: Shop) -> None:
    """A mail that is stored is unchanged: what came inside it would never be read again."""
    for number in range(4):
        (shop.folder / f"{number}.eml").write_bytes(mail(number))
    with pytest.raises(InputError):
        shop.ingest()
    estimate = shop.estimates[0][0]
    report = shop.ingest(yes=True, budget_usd=estimate.tokens * share / 1e6)
    assert report.stopped

    again = shop.ingest(yes=True)

    paths = {one.path for one in shop.library.known(HERE)}
    assert paths == {
        f"{number}.eml{inside}"
        for number in range(4)
        for inside in ("", *(f"/note-{which}.md" for which in range(3)))
    }
    assert again.added
    assert len(shop.sent) == len(set(shop.sent)) == estimate.passages


def test_a_budget_of_nothing_sends_nothing(shop: Shop) -> None:
    shop.write(1)
    report = shop.ingest(yes=True, budget_usd=0)
    assert "0 of 1 documents" in report.stopped
    assert shop.server.asked == []


@pytest.mark.parametrize("fault", ["429-quota", "401", "embed-fewer"])
def test_a_provider_that_fails_for_good_loses_nothing_that_was_paid_for(
    fault: str, shop: Shop
) -> None:
    shop.write(*range(8))
    shop.server.will(lambda _: "", lambda _: "", fault)

    with pytest.raises(ServiceError, match=r"[1-7] of 8 documents are indexed") as caught:
        shop.ingest(yes=True)

    lost = fault == "embed-fewer"
    assert ("may be billed" if lost else "Nothing is paid for twice") in caught.value.remedy
    kept = shop.library.counts(HERE).documents
    assert 4 <= kept < 8
    sent = set(shop.sent)
    shop.server.answered.clear()
    report = shop.ingest(yes=True)
    assert (report.added, report.unchanged) == (8 - kept, kept)
    twice = sent & set(shop.sent)
    assert not twice or lost  # what cannot be believed is not kept


def test_answers_that_break_off_count_against_the_budget_and_are_said_to(shop: Shop) -> None:
    shop.write(*range(8))
    shop.server.always("embed-cut-body")
    estimate = _estimate(shop)

    report = shop.ingest(yes=True, budget_usd=estimate.tokens * 0.5 / 1e6)

    assert 0 < shop.server.billed <= report.embedding.tokens <= estimate.tokens * 0.5
    assert "may be billed" in report.stopped
    assert "paid for twice" not in report.stopped


def _estimate(shop: Shop) -> Estimate:
    with pytest.raises(InputError):
        shop.ingest()
    return shop.estimates.pop()[0]


def test_a_run_that_was_stopped_removes_nothing(shop: Shop) -> None:
    """A file that has moved would be gone from the answers until somebody pays for the rest."""
    shop.write(1)
    shop.ingest(yes=True)
    (shop.folder / "note-01.md").rename(shop.folder / "moved.md")
    shop.write(2)
    (shop.folder / "moved.md").write_text(note(1) + "\nOne more line.\n")

    report = shop.ingest(yes=True, budget_usd=0, prune=True)

    assert report.stopped
    assert [one.path for one in shop.library.known(HERE)] == ["note-01.md"]


def test_what_a_stopped_run_paid_for_is_purged_when_one_comes_to_its_end(shop: Shop) -> None:
    cache = shop.home / "cache" / "vectors.db"
    shop.write(*range(6))
    shop.ingest(yes=True)
    (shop.folder / "note-00.md").write_text(note(90, words=5))
    (shop.folder / "note-05.md").write_text(note(95, words=3000))
    report = shop.ingest(yes=True, budget_usd=0.001)
    assert (report.updated, bool(report.stopped)) == (1, True)
    assert cache.stat().st_size > 20_000
    paid = len(shop.sent)

    again = shop.ingest(yes=True)

    assert (again.updated, again.stopped) == (1, "")
    assert len(set(shop.sent)) == len(shop.sent) > paid
    assert cache.stat().st_size <= 16_384


def test_an_unknown_price_must_be_agreed_and_no_budget_can_be_kept(shop: Shop) -> None:
    shop.price_usd = None
    shop.write(1)
    with pytest.raises(InputError, match="whose price is not known"):
        shop.ingest()
    with pytest.raises(InputError, match="A budget cannot be kept") as caught:
        shop.ingest(yes=True, budget_usd=1)
    assert "FOOTNOTE_EMBED_PRICE_USD" in caught.value.remedy
    report = shop.ingest(yes=True)
    assert report.embedding.cost_usd is None
    assert report.embedding.tokens == shop.server.billed > 0


def test_what_is_free_is_neither_estimated_nor_asked_about(shop: Shop) -> None:
    shop.price_usd = 0.0
    shop.write(1)
    report = shop.ingest()
    assert shop.estimates == []
    assert report.embedding.tokens == shop.server.billed > 0
    assert report.embedding.cost_usd == 0


def test_an_upload_stays_within_the_budget_that_is_set(shop: Shop) -> None:
    def upload(**chosen: Any) -> IngestReport:
        return ingest_upload(
            "a.md",
            note(1, words=2000).encode(),
            collection=HERE,
            library=shop.library,
            embedder=shop.embedder,
            settings=settings(home=shop.home, **chosen),
        )

    with pytest.raises(BudgetError, match="The budget of"):
        upload(embed_budget_usd=0.000_5)
    paid = len(shop.sent)

    report = upload(embed_budget_usd=1)

    assert report.added == 1
    assert 0 < paid < len(shop.sent) == len(set(shop.sent))
    assert report.embedding.cached == paid


def test_an_interrupt_keeps_what_is_in_flight(shop: Shop) -> None:
    """Ctrl-C while eight requests are on their way: their answers are paid for, and kept."""
    shop.settings = settings(home=shop.home, lock_wait_s=0, embed_free_usd=9)
    shop.write(0, words=30_000)
    shop.server.always("odd-embed-slow")
    main = threading.get_ident()

    def interrupt() -> None:
        import signal

        while len(shop.server.asked) < 2:
            threading.Event().wait(0.01)
        signal.pthread_kill(main, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        shop.ingest()
    thread.join()

    paid = len(shop.sent)
    shop.ingest()
    assert 0 < paid < len(shop.sent) == len(set(shop.sent))
