"""Failures, deletions and tags over HTTP."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.origin import origin
from ingest.run import ingest
from rag.footnote import Footnote
from rag.settings import Settings
from rag.wiring import open_footnote
from tests.api.routes.test_documents import upload, wait


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Footnote]]:
    """A product of this test's own, over a folder of four files, one of which fails."""
    folder = tmp_path_factory.mktemp("papers")
    for name, text in {"a.txt": "One.", "b.txt": "Two.", "c.txt": "Three.", "bad.txt": ""}.items():
        (folder / name).write_text(text)
    settings = Settings.load(home=tmp_path_factory.mktemp("home"), threads=1, model="extractive")
    with open_footnote(settings, command="pytest") as opened:
        ingest(
            [folder],
            collection=opened.collection(),
            library=opened.library,
            embedder=opened.embedder,
            settings=settings,
        )
        yield TestClient(create_app(opened), base_url="http://localhost"), opened


def folder_of(footnote: Footnote) -> str:
    return footnote.library.known(footnote.collection())[0].root


def test_failures_are_listed_with_reason_tries_and_time(
    own: tuple[TestClient, Footnote],
) -> None:
    client, footnote = own
    body = client.get("/v1/failures").json()

    assert body["total"] == 1
    (row,) = body["failures"]
    assert (row["path"], row["kind"], row["tries"]) == ("bad.txt", "skipped", 1)
    assert row["problem"]
    assert row["remedy"]
    assert row["at"].startswith("20")
    assert folder_of(footnote) not in str(body)
    assert client.get("/v1/failures", params={"offset": 1}).json() == {"failures": [], "total": 1}
    assert client.get("/v1/failures", params={"collection": "none"}).status_code == 404


def test_who_knows_a_folder_is_told_which_of_its_files_are_known_and_nobody_else(
    own: tuple[TestClient, Footnote],
) -> None:
    """The names of files on this machine stay there; guesses can be compared, no more."""
    client, footnote = own
    root = folder_of(footnote)

    rows = client.get("/v1/documents", params={"origin_root": root}).json()["documents"]
    failed = client.get("/v1/failures", params={"origin_root": root}).json()["failures"]

    names = [f"{root}/{name}" for name in ("a.txt", "b.txt", "c.txt")]
    assert [row["origin"] for row in rows] == [origin(name) for name in names]
    assert [row["origin"] for row in failed] == [origin(f"{root}/bad.txt")]
    assert root not in str(rows)
    for where in ("/elsewhere", root[:-1], f"{root}/a", "relative", "."):
        body = client.get("/v1/documents", params={"origin_root": where}).json()
        assert (body["documents"], body["total"]) == ([], 0)
    listed = client.get("/v1/documents").json()["documents"]
    assert {row["origin"] for row in listed} == {""}


def test_documents_and_failures_are_deleted_together_or_not_at_all(
    own: tuple[TestClient, Footnote],
) -> None:
    client, _ = own
    wrong = client.post("/v1/deletions", json={"documents": ["a.txt", "none.txt"]})
    assert wrong.status_code == 404
    assert client.get("/v1/documents").json()["total"] == 3
    first = client.get("/v1/documents").json()["documents"][0]["id"]

    reply = client.post("/v1/deletions", json={"documents": [first, "a.txt", "b.txt", "bad.txt"]})

    body = reply.json()
    assert (body["documents"], body["passages"], body["failures"]) == (2, 2, 1)
    assert wait(client, body["purge"])["state"] == "done"
    assert [row["path"] for row in client.get("/v1/documents").json()["documents"]] == ["c.txt"]
    assert client.get("/v1/failures").json()["total"] == 0


def test_documents_are_tagged_and_listed_by_tag(own: tuple[TestClient, Footnote]) -> None:
    client, footnote = own
    calls = footnote.library.counts(footnote.collection())
    asked = {"documents": ["a.txt", "b.txt"], "add": ["Harbour", "winter, board"]}
    body = client.post("/v1/tags", json=asked).json()
    assert body["changed"] == 2
    assert [row["tags"] for row in body["documents"]] == [["Harbour", "board", "winter"]] * 2
    assert client.post("/v1/tags", json=asked).json()["changed"] == 0

    client.post("/v1/tags", json={"documents": ["b.txt"], "remove": ["winter"]})

    query = {"tag": ["harbour", "winter"]}
    rows = client.get("/v1/documents", params=query).json()
    assert ([row["path"] for row in rows["documents"]], rows["total"]) == (["a.txt"], 1)
    assert footnote.library.counts(footnote.collection()) == calls


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/tags", {"documents": ["a.txt"], "add": ["a\u0000b"]}, 422),
        ("/v1/tags", {"documents": ["a.txt"], "add": [" "]}, 422),
        ("/v1/tags", {"documents": ["none.txt"], "add": ["x"]}, 404),
        ("/v1/tags", {"documents": [], "add": ["x"]}, 422),
        ("/v1/tags", {"documents": ["a.txt"], "tags": ["x"]}, 422),
        ("/v1/deletions", {"documents": []}, 422),
        ("/v1/deletions", {"documents": ["x"] * 1001}, 422),
        ("/v1/deletions", {"documents": ["a.txt"], "collection": "none"}, 404),
    ],
)
def test_what_cannot_be_done_is_a_problem(
    own: tuple[TestClient, Footnote], path: str, body: dict[str, object], status: int
) -> None:
    client, _ = own

    assert client.post(path, json=body).status_code == status
    assert client.get("/v1/documents").json()["total"] == 3


def test_an_upload_brings_tags_and_is_told_of_its_tries(own: tuple[TestClient, Footnote]) -> None:
    client, _ = own
    job = upload(client, "new.txt", b"Four.", tags="winter, board")
    again = upload(client, "new.txt", b"Four.", tags="more")
    assert job["report"]["documents"]["added"] == 1
    assert again["report"]["documents"]["tagged"] == 1
    shown = client.get("/v1/documents", params={"tag": "more"}).json()["documents"]
    assert [row["tags"] for row in shown] == [["board", "more", "winter"]]

    form = {"origin_file": "/papers/e.docx", "origin_root": "/papers"}
    failing = [upload(client, "e.docx", b"PK\x03\x04", **form) for _ in range(4)]
    assert [job["report"]["failures"][0]["tries"] for job in failing] == [1, 2, 3, 3]
    once_more = upload(client, "e.docx", b"PK\x03\x04", retry_failed="true", **form)
    assert once_more["report"]["failures"][0]["tries"] == 4
    files = {"file": ("a.txt", b"x", "text/plain")}
    for field in ({"retry_failed": "maybe"}, {"tags": "a,,b"}, {"tags": "x" * 101}):
        assert client.post("/v1/documents", files=files, data=field).status_code == 422


def test_a_document_is_shown_with_its_properties_and_what_is_like_it(
    own: tuple[TestClient, Footnote],
) -> None:
    client, _ = own
    text = " ".join(f"word{number}" for number in range(3_000))
    upload(client, "m.md", f"---\nauthor: Ada Quill\ncolour: red\n---\n\n{text}".encode())
    upload(client, "n.txt", text.encode())
    rows = {row["path"]: row["id"] for row in client.get("/v1/documents").json()["documents"]}

    body = client.get(f"/v1/documents/{rows['m.md']}").json()

    assert (body["author"], body["properties"]["colour"]) == ("Ada Quill", "red")
    (like,) = body["alike"]
    assert (like["document_id"], like["how"]) == (rows["n.txt"], "nearly the same text as")
    assert client.get(f"/v1/documents/{rows['a.txt']}").json()["alike"] == []
