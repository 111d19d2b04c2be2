import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from rag.footnote import Footnote


def wait(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while job["state"] in {"queued", "running"}:
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
        job = client.get(f"/v1/jobs/{job['id']}").json()
    return job


def upload(client: TestClient, name: str, content: bytes, **form: str) -> dict[str, Any]:
    files = {"file": (name, content, "application/octet-stream")}
    reply = client.post("/v1/documents", files=files, data=form)
    assert reply.status_code == 202, reply.text
    assert reply.headers["location"] == f"/v1/jobs/{reply.json()['id']}"
    return wait(client, reply.json())


def test_documents_are_listed_by_path_with_what_was_not_read(client: TestClient) -> None:
    body = client.get("/v1/documents").json()

    paths = [one["path"] for one in body["documents"]]
    assert paths == ["almanac.txt", "hostile.md", "terms/warranty.md", "travel.txt"]
    assert body["total"] == 4
    assert [failure["path"] for failure in body["failures"]] == ["empty.txt"]
    assert body["failures"][0]["remedy"]


def test_a_stretch_of_the_list_can_be_asked_for(client: TestClient) -> None:
    body = client.get("/v1/documents", params={"offset": 1, "limit": 2}).json()

    assert [one["path"] for one in body["documents"]] == ["hostile.md", "terms/warranty.md"]
    assert body["total"] == 4


def test_no_response_names_a_folder_of_this_machine(client: TestClient, footnote: Footnote) -> None:
    home = str(footnote.settings.home)
    document = client.get("/v1/documents").json()["documents"][0]["id"]
    for path in (
        "/readyz",
        "/v1/documents",
        f"/v1/documents/{document}",
        f"/v1/documents/{document}/pages/1",
        f"/v1/documents/{document}/pages/99",
        "/v1/documents/nope",
        "/v1/collections",
    ):
        text = client.get(path).text
        assert home not in text, path
        assert "/tmp/" not in text, path


def test_a_document_is_shown_with_its_headings(client: TestClient) -> None:
    listed = client.get("/v1/documents").json()["documents"][2]

    body = client.get(f"/v1/documents/{listed['id']}").json()

    titles = [section["title"] for section in body["sections"]]
    assert titles == ["Warranty of the Aurelia heat pump", "Claims"]
    assert body["sections"][1]["page"] == 1


def test_the_pages_of_a_document_are_its_whole_text(client: TestClient, footnote: Footnote) -> None:
    for listed in client.get("/v1/documents").json()["documents"]:
        document = footnote.library.document(footnote.collection(), listed["id"])
        pages = [
            client.get(f"/v1/documents/{listed['id']}/pages/{number}").json()
            for number in range(1, listed["pages"] + 1)
        ]
        assert "".join(page["text"] for page in pages) == document.text
        assert [page["start"] for page in pages] == list(document.page_starts)


@pytest.mark.parametrize(("page", "status"), [("0", 422), ("-1", 422), ("2", 404), ("x", 422)])
def test_a_page_that_is_not_there_is_no_page(client: TestClient, page: str, status: int) -> None:
    listed = client.get("/v1/documents").json()["documents"][3]["id"]

    assert client.get(f"/v1/documents/{listed}/pages/{page}").status_code == status


def test_the_original_is_sent_as_it_was_ingested(client: TestClient) -> None:
    listed = client.get("/v1/documents").json()["documents"]

    reply = client.get(f"/v1/documents/{listed[3]['id']}/original")

    assert b"46 euros" in reply.content
    assert "inline" in reply.headers["content-disposition"]


def test_markup_is_only_ever_downloaded(client: TestClient) -> None:
    """Shown inline, a document would run its script in the name of this service."""
    job = upload(
        client, "page.html", b"<p>Hello there, reader.</p><script>1</script>", collection="web"
    )
    assert job["state"] == "done"
    where = {"collection": "web"}
    listed = client.get("/v1/documents", params=where).json()["documents"][0]["id"]

    reply = client.get(f"/v1/documents/{listed}/original", params=where)

    assert reply.headers["content-type"] == "application/octet-stream"
    assert "attachment" in reply.headers["content-disposition"]


def test_an_uploaded_file_can_be_asked_about_and_deleted(client: TestClient) -> None:
    where = {"collection": "uploads"}
    note = b"# Note\n\nThe lighthouse of Skerra was painted red in 1931 by its keeper.\n"

    job = upload(client, "note.md", note, **where)

    assert job["state"] == "done"
    assert job["report"]["documents"]["added"] == 1
    asked = {"question": "When was the lighthouse of Skerra painted red?", **where}
    answer = client.post("/v1/answers", json=asked).json()
    assert "1931" in answer["answer"]
    assert "uploads" in [one["name"] for one in client.get("/v1/collections").json()["collections"]]

    document = answer["citations"][0]["document"]["id"]
    receipt = client.delete(f"/v1/documents/{document}", params=where).json()
    assert receipt["documents"] == 1
    assert client.post("/v1/search", json=asked).json()["hits"] == []
    assert client.get(f"/v1/documents/{document}", params=where).status_code == 404
    assert wait(client, receipt["purge"])["state"] == "done"


def test_the_same_upload_twice_is_one_document(client: TestClient) -> None:
    where = {"collection": "twice"}

    upload(client, "a.txt", b"The quay is made of granite.", **where)
    again = upload(client, "a.txt", b"The quay is made of granite.", **where)

    assert again["report"]["documents"]["unchanged"] == 1
    assert client.get("/v1/documents", params=where).json()["total"] == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "/etc/cron.txt", "a\\..\\b.txt", "con.txt", "x" * 300 + ".txt"]
)
def test_a_hostile_name_stays_inside(client: TestClient, name: str, footnote: Footnote) -> None:
    before = set(footnote.settings.home.parent.iterdir())

    job = upload(client, "a.txt", b"Some plain words of text.", collection="names", path=name)

    assert job["state"] == "done", job
    paths = [
        one["path"]
        for one in client.get("/v1/documents", params={"collection": "names"}).json()["documents"]
    ]
    assert all(not path.startswith("/") and ".." not in path.split("/") for path in paths)
    assert set(footnote.settings.home.parent.iterdir()) == before


def test_a_file_that_cannot_be_read_is_a_row_of_the_report(client: TestClient) -> None:
    job = upload(client, "broken.pdf", b"%PDF-1.7 and then nothing", collection="bad")

    assert job["report"]["failures"][0]["path"] == "broken.pdf"
    assert job["report"]["failures"][0]["remedy"]


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"content-type": "application/json"}, b"{}", 415),
        ({"content-type": "multipart/form-data"}, b"--x\r\n", 400),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x\r\n", 422),
        ({"content-type": "multipart/form-data; boundary=x"}, b"", 422),
        ({}, b"", 415),
    ],
)
def test_what_is_no_upload_is_refused(
    client: TestClient, headers: dict[str, str], content: bytes, status: int
) -> None:
    assert client.post("/v1/documents", content=content, headers=headers).status_code == status


def test_one_file_at_a_time_and_no_unknown_fields(client: TestClient) -> None:
    two = [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]
    odd = {"file": ("a.txt", b"a")}

    assert client.post("/v1/documents", files=two).status_code == 400
    assert client.post("/v1/documents", files=odd, data={"owner": "me"}).status_code == 422
    assert client.post("/v1/documents", data={"path": "a.txt"}).status_code == 415


def test_an_unknown_job_is_not_found(client: TestClient) -> None:
    assert client.get("/v1/jobs/job_none").status_code == 404


def test_where_a_file_lies_for_its_sender_tells_it_apart_and_is_never_shown(
    client: TestClient,
) -> None:
    where = {"collection": "origins", "path": "r.txt", "origin_root": "/hidden/place"}

    first = upload(client, "r.txt", b"Of pier A.", **where, origin_file="/hidden/place/r.txt")
    empty = upload(client, "r.txt", b"", **where, origin_file="/hidden/place/r.txt")
    listed = client.get("/v1/documents", params={"collection": "origins"})
    half = client.post(
        "/v1/documents", files={"file": ("r.txt", b"x")}, data={"origin_file": "/hidden/r.txt"}
    )

    assert first["report"]["documents"]["added"] == 1
    assert empty["report"]["failures"]
    assert "hidden" not in f"{first} {empty} {listed.text} {half.text}"
    assert half.status_code == 422
