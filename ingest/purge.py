"""What a run replaced or removed is deleted from the disk at its end, not only from the answers."""

from dataclasses import replace

from ingest.report import IngestReport
from rag.errors import ServiceError
from rag.store.library import Library


def purged(report: IngestReport, library: Library, *, most: int) -> IngestReport:
    """Purge *library* where *report* says that something went; note what could not be deleted.

    Above *most* live passages the indexes are left to be built anew when enough has gone. What a
    run that was stopped has paid for stays until one comes to its end.
    """
    owed = library.owes_purge() and not report.stopped
    if not report.updated and not report.removed and not owed:
        return report
    try:
        whole = library.purge(most=most, vectors=not report.stopped)
    except ServiceError as error:
        note = f"the text of what was replaced or removed is still on the disk: {error}"
        return replace(report, notes=(*report.notes, note))
    if whole:
        return report
    note = (
        "single words of what was replaced or removed are still in the indexes, because they hold "
        f"more than {most} passages; they go when the indexes are next built anew, or purged"
    )
    return replace(report, notes=(*report.notes, note))
