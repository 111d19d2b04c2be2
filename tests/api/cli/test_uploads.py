"""Adding up what a service said of each file."""

from pathlib import Path

from api.cli.show import Body
from api.cli.uploads import uploaded
from ingest.discover import FoundFile, discover
from rag.errors import InputError


def test_a_file_that_vanishes_or_is_refused_is_a_row_of_the_report(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(name)
    counts = {"added": 1}
    numbers = {"passages": 1, "embedded": 1, "pages": 1}
    report: Body = {"documents": counts, **numbers, "failures": [], "notes": []}

    def upload(found: FoundFile) -> Body:
        if found.path == "a.txt":
            raise InputError("It is too big.", "Split it.")
        if found.path == "b.txt":
            found.file.unlink()
        found.file.read_bytes()
        return report

    body = uploaded(discover([tmp_path]), upload)

    assert body["documents"]["failed"] == 2
    assert body["documents"]["added"] == 1
    said = {one["path"]: one["problem"] for one in body["failures"]}
    assert said["a.txt"] == "It is too big."
    assert "No such file" in said["b.txt"]
