"""What is kept beside the documents: what failed, receipts of answers, and jobs."""

from collections.abc import Sequence

from rag.store.reading import Reading
from rag.store.records import Failed
from rag.store.truth import Truth
from rag.types import Collection


class Notes:
    """Notes of one tenant; `rag.store.library.Library` is one."""

    def __init__(self, truth: Truth, reading: Reading, tenant: str) -> None:
        self._truth = truth
        self._reading = reading
        self._tenant = tenant

    def note_failures(self, collection: Collection, failures: Sequence[Failed]) -> None:
        """Keep *failures*, each in place of what was known of its path; `put` of a path clears."""
        self._truth.note_failures(collection, failures)

    def forget_failures(self, collection: Collection, paths: Sequence[str]) -> None:
        """Forget what was noted of *paths*: they are sound now, or gone."""
        self._truth.forget_failures(collection, paths)

    def failures(self, collection: Collection) -> list[Failed]:
        """Return what could not be indexed, by path."""
        return self._reading.failures(collection)

    def keep_receipt(self, receipt_id: str, body: str) -> None:
        """Keep a receipt, JSON text, for this tenant."""
        self._truth.keep("receipts", self._tenant, receipt_id, body)

    def receipt(self, receipt_id: str) -> str:
        """Return a receipt of this tenant; `NotFoundError` where there is none."""
        return self._reading.kept("receipts", self._tenant, receipt_id)

    def keep_job(self, job_id: str, body: str) -> None:
        """Keep the state of a job, JSON text, for this tenant."""
        self._truth.keep("jobs", self._tenant, job_id, body)

    def job(self, job_id: str) -> str:
        """Return the state of a job of this tenant; `NotFoundError` where there is none."""
        return self._reading.kept("jobs", self._tenant, job_id)

    def owes_purge(self) -> bool:
        """Say whether the last purge left remembered vectors to the next one."""
        return self._reading.noted("owed") == "1"
