"""The command line, typed as a user types it: shapes, exit codes, and how refusals read."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rag.store.owner import take
from tests.api.cli.conftest import Type
from tests.servers.model_server import ModelServer


def test_a_cited_answer_comes_out_of_a_folder(ready: Type) -> None:
    typed = ready("ask", "How long does the warranty last?", "--json")

    assert typed.code == 0
    assert typed.body["status"] == "answered"
    assert "24 months" in typed.body["answer"]
    assert "24 months" in typed.body["citations"][0]["quote"]
    assert typed.body["citations"][0]["document"]["path"] == "warranty.md"


def test_what_the_documents_do_not_hold_is_said_not_to_be_there(ready: Type) -> None:
    typed = ready("ask", "Who won the chess championship of 1972?", "--json")

    assert typed.code == 0
    assert typed.body["status"] == "abstained"
    assert typed.body["citations"] == []
    assert typed.body["abstention"]["searched"]["documents"] == 2


def test_a_program_is_told_of_a_rebuild_as_an_event(ready: Type, folder: Path) -> None:
    shutil.rmtree(Path(os.environ["FOOTNOTE_HOME"]) / "chroma")
    (folder / "new.txt").write_text("The ferry leaves at nine.")

    typed = ready("ingest", folder, "--json")

    events = [json.loads(line) for line in typed.err.splitlines()]
    (logged,) = [event for event in events if event["event"] == "log"]
    assert logged["level"] == "warning"
    assert "rebuilding the indexes, nothing is lost" in logged["message"]
    assert typed.body["documents"]["added"] == 1


def test_people_see_the_page_and_the_quote(ready: Type) -> None:
    typed = ready("ask", "How long does the warranty last?")

    assert "[1] Warranty terms (warranty.md), page 1" in typed.out
    assert "no model was used" in typed.out


def test_people_see_what_a_list_was_made_from(ready: Type) -> None:
    typed = ready("ask", "List all documents that mention the warranty.")

    assert re.search(r"^Read (?:all \d+ passages|the one passage)", typed.out, re.MULTILINE)
    listed = typed.out.split("\n\n")[0].splitlines()
    assert all(re.search(r"\[\d+\]\.?$", line) for line in listed)


def test_a_streamed_answer_ends_with_the_whole_body(ready: Type) -> None:
    lines = ready("ask", "How long does the warranty last?", "--stream", "--json").out.splitlines()
    events = [json.loads(line) for line in lines]

    assert events[0]["event"] == "sources"
    assert events[-1]["event"] == "done"
    shown = "".join(event["text"] for event in events if event["event"] == "delta")
    assert shown == events[-1]["answer"]


def test_search_prints_its_fixed_shape(ready: Type) -> None:
    hit = ready("search", "front desk telephone", "-k", "3", "--json").body["hits"][0]

    assert {"rank", "score", "document", "first_page", "last_page", "start", "end", "text"} <= set(
        hit
    )
    assert {"id", "title", "path"} <= set(hit["document"])
    assert hit["document"]["path"] == "staff.txt"


def test_search_explains_what_found_each_passage(ready: Type) -> None:
    plain = ready("search", "front desk telephone", "-k", "1").out
    told = ready("search", "front desk telephone of staff", "-k", "1", "--explain").out

    assert "dense" not in plain
    assert re.search(r"dense 0\.\d\d, keyword \d+\.\d\d, head \d+\.\d\d, name \d+\.\d\d", told)


def test_ingest_prints_its_fixed_shape_and_the_second_run_changes_nothing(
    type_: Type, folder: Path
) -> None:
    first = type_("ingest", folder, "--json").body
    second = type_("ingest", folder, "--json").body

    assert {"documents", "passages", "pages", "seconds", "failures"} <= set(first)
    assert first["documents"]["added"] == 2
    assert second["documents"]["unchanged"] == 2
    assert second["documents"]["added"] == second["documents"]["updated"] == 0


def test_one_bad_file_is_reported_and_the_others_are_taken(type_: Type, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")

    typed = type_("ingest", folder, "--json")

    assert typed.code == 1
    assert typed.body["documents"]["added"] == 2
    assert typed.body["documents"]["failed"] == 1
    failure = typed.body["failures"][0]
    assert failure["path"] == "broken.pdf"
    assert failure["problem"]
    assert failure["remedy"]


def test_a_summary_cites_every_sentence_and_says_what_it_read(ready: Type) -> None:
    body = ready("summarise", "--document", "warranty.md", "--json").body

    assert body["claims"]
    assert all(claim["citations"] for claim in body["claims"])
    assert body["coverage"]["sections_read"] == body["coverage"]["sections"] == 2


def test_a_deleted_document_answers_no_more_and_leaves_no_byte(ready: Type, tmp_path: Path) -> None:
    assert ready("documents", "delete", "staff.txt").code == 0

    assert ready("search", "front desk telephone", "--json").body["hits"] != []
    assert ready("documents", "list", "--json").body["documents"][0]["path"] == "warranty.md"
    left = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert not [path for path in left if b"555-0142" in path.read_bytes()]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ingest", "nowhere"), "nowhere"),
        (("ingest", "empty"), "empty"),
        (("ask", "   "), "blank"),
        (("ask", "Why?", "-c", "elsewhere"), "elsewhere"),
        (("search", "Why?", "-c", "elsewhere"), "elsewhere"),
        (("summarise", "--document", "missing.pdf"), "missing.pdf"),
        (("documents", "delete", "missing.pdf"), "missing.pdf"),
        (("frobnicate",), "frobnicate"),
        (("search", "Why?", "-k", "0"), "-k"),
    ],
)
def test_a_wrong_request_ends_with_2_and_names_what_is_wrong(
    ready: Type, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "empty").mkdir()

    typed = ready(*arguments)

    assert typed.code == 2
    assert said in typed.err.lower()
    assert typed.out == ""


def test_asking_before_anything_is_ingested_says_what_to_do(type_: Type) -> None:
    typed = type_("ask", "Why?")

    assert typed.code == 2
    assert "footnote ingest" in typed.err


def test_a_second_process_on_the_index_is_refused_by_name(ready: Type, tmp_path: Path) -> None:
    hold = take(tmp_path / "home", command="footnote ingest", wait_s=0)

    typed = ready("search", "Why?")
    hold.close()

    assert typed.code == 3
    assert "footnote ingest" in typed.err
    assert ready("search", "warranty").code == 0


def test_an_embedder_without_its_key_is_refused(
    type_: Type, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_EMBEDDER", "openai:text-embedding-3-small")

    typed = type_("ingest", folder)

    assert typed.code == 3
    assert "OPENAI_API_KEY" in typed.err


def test_a_setting_that_is_none_is_refused_with_the_nearest(
    type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_TOPK", "3")

    typed = type_("search", "Why?")

    assert typed.code == 3
    assert "FOOTNOTE_TOP_K" in typed.err


def test_a_port_in_use_is_refused(type_: Type) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        typed = type_("serve", "--port", port)

    assert typed.code == 3
    assert str(port) in typed.err


def test_verify_prints_a_verdict_a_line(type_: Type, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "evidence": "The dose is 40 mg a day.", "claim": "The dose is 40 mg a day."},
        {"id": "b", "evidence": ["The dose is 40 mg a day."], "claim": "The dose is 50 mg a day."},
        {"id": "c", "evidence": [], "claim": "The dose is 40 mg a day."},
    ]
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text("\n".join(json.dumps(row) for row in rows))

    typed = type_("verify", pairs)

    printed = [json.loads(line) for line in typed.out.splitlines()]
    assert [line["id"] for line in printed] == ["a", "b", "c"]
    assert [line["supported"] for line in printed] == [True, False, False]
    assert all(0 <= line["probability"] <= 1 for line in printed)


def test_verify_names_the_line_that_is_wrong(type_: Type, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text('{"id": 1, "evidence": "x", "claim": "x"}\n{"id": 2}\n')

    typed = type_("verify", pairs)

    assert typed.code == 2
    assert "line 2" in typed.err


def test_verify_refuses_a_line_that_says_something_twice(type_: Type, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    good = '{"id": 1, "evidence": "x is 1.", "claim": "x is 1."}'
    pairs.write_text(good + '\n{"id": 2, "evidence": "x", "claim": "x is 1.", "evidence": "y"}\n')

    typed = type_("verify", pairs)

    assert typed.code == 2
    assert "line 2" in typed.err
    assert "twice" in typed.err


KEY = "sk-doctor-0123456789abcdef"


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch, model_server: ModelServer) -> ModelServer:
    """Settings that name the server, and a key."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", model_server.base_url)
    return model_server


def test_the_doctor_tries_the_model_server(ready: Type, keyed: ModelServer) -> None:
    typed = ready("doctor", "--json")

    (writer,) = [one for one in typed.body["findings"] if one["name"] == "writer"]
    assert (typed.code, writer["ok"]) == (0, True)
    assert "reachable" in writer["detail"]
    assert [(asked.method, asked.path) for asked in keyed.asked] == [("GET", "/v1/models")]
    assert keyed.asked[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("fault", "remedy"), [("401", "OPENAI_API_KEY"), ("500", "status"), (None, "OPENAI_BASE_URL")]
)
def test_the_doctor_says_that_the_model_server_does_not_answer(
    ready: Type, keyed: ModelServer, fault: str | None, remedy: str
) -> None:
    """And never shows the key."""
    if fault:
        keyed.always(fault)
    else:
        keyed.stop()

    typed = ready("doctor")

    assert typed.code == 3
    assert "FAIL writer" in typed.out
    assert remedy in typed.out
    assert KEY not in typed.out + typed.err


def test_an_evaluation_says_which_documents_and_words_are_not_there(
    ready: Type, tmp_path: Path
) -> None:
    def case(number: int, path: str, text: str) -> str:
        evidence = [{"path": path, "page": 1, "text": text}]
        asked = {"id": f"c{number}", "question": "How long is the warranty?", "evidence": evidence}
        return json.dumps(asked)

    cases = tmp_path / "cases.jsonl"
    lines = [case(n, f"gone-{n}.pdf", "gone") for n in range(7)]
    lines += [case(8, "warranty.md", "99 months"), case(9, "warranty.md", "24 months")]
    cases.write_text("\n".join(lines))

    typed = ready("eval", "run", cases, "--out", tmp_path / "report")

    assert typed.code == 0
    assert "Gold pages that are not in the collection: 7" in typed.err
    assert "there is no gone-4.pdf" in typed.err
    assert "gone-5" not in typed.err
    assert "Gold pages on which the gold words were not found: 1" in typed.err
    assert "case c8: warranty.md p. 1" in typed.err


def test_the_doctor_says_what_works(ready: Type) -> None:
    typed = ready("doctor", "--json")

    names = {finding["name"] for finding in typed.body["findings"]}
    assert typed.code == 0
    assert {"python", "settings", "embedder", "writer", "truth", "chroma", "keywords"} <= names
    assert all(finding["ok"] for finding in typed.body["findings"])


def test_what_rots_on_the_disk_is_found_kept_out_of_answers_and_read_anew(
    ready: Type, folder: Path, tmp_path: Path
) -> None:
    truth = tmp_path / "home/truth.db"
    was = truth.stat()
    truth.write_bytes(truth.read_bytes().replace(b"lasts 24 months", b"lasts 99 months"))
    os.utime(truth, ns=(was.st_atime_ns, was.st_mtime_ns))

    typed = ready("doctor", "--json")

    (torn,) = [one for one in typed.body["findings"] if not one["ok"]]
    assert (typed.code, "warranty.md" in torn["detail"]) == (3, True)
    assert "footnote ingest" in torn["remedy"]
    assert "99" not in ready("search", "How long does the warranty last?", "--json").out
    assert ready("ingest", folder, "--json").body["documents"]["updated"] == 1
    assert ready("doctor").code == 0
    assert "24 months" in ready("search", "How long does the warranty last?", "--json").out


def test_a_list_of_a_collection_that_is_not_there_names_those_that_are(
    type_: Type, folder: Path
) -> None:
    empty = type_("documents", "list", "-c", "nope")
    type_("ingest", folder, "-c", "papers")
    typed = type_("documents", "list", "-c", "nope")

    assert (empty.code, "No documents yet" in empty.out) == (0, True)
    assert (typed.code, "papers" in typed.err) == (2, True)


@pytest.mark.usefixtures("ready")
def test_a_database_that_cannot_be_written_is_the_operators_business(folder: Path) -> None:
    (folder / "more.txt").write_text("word " * 200_000)
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY));"
        "from api.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "ingest", str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert "disk" in done.stderr


SPOILT = {
    "home is a file": ("home", "ingest"),
    "home below a file": ("home/below", "ingest"),
    "chroma is a file": ("home/chroma", "search"),
    "originals is a file": ("home/originals", "ingest"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_home_that_is_no_home_is_a_problem_and_a_remedy(  # noqa: PLR0917 - fixtures
    type_: Type, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    place, verb = SPOILT[how]
    if how == "home below a file":
        monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / place))
        place = "home"
    if how == "chroma is a file":
        type_("ingest", folder)
        shutil.rmtree(tmp_path / place)
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("a plain file")

    given = (folder,) if verb == "ingest" else ("How long is the warranty?",)
    typed = type_(verb, *given)

    if how == "chroma is a file":
        assert typed.code == 0, typed.err
    else:
        assert typed.code == 3
        assert len(typed.err.strip().splitlines()) == 2


@pytest.mark.parametrize("verb", [("documents", "list"), ("doctor",)])
@pytest.mark.parametrize("content", [b"FOOTNOTE_HOME=\xff\xfe\n", b"\xef\xbb\xbfFOOTNOTE_HOEM=x\n"])
def test_an_env_file_that_cannot_be_meant_is_refused(
    type_: Type, tmp_path: Path, content: bytes, verb: tuple[str, ...]
) -> None:
    (tmp_path / ".env").write_bytes(content)

    typed = type_(*verb)

    assert typed.code == 3
    assert ".env" in typed.err + typed.out or "FOOTNOTE_HOEM" in typed.err + typed.out


@pytest.mark.usefixtures("ready")
def test_an_output_that_is_full_is_a_problem_and_a_remedy() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "api.cli.main", "documents", "list"],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 3
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_path_is_not_the_folder_one_stands_in(ready: Type) -> None:
    """`footnote ingest "$DIR"` with DIR unset read in everything."""
    typed = ready("ingest", "")

    assert typed.code == 2
    assert "empty" in typed.err


def test_a_filter_says_which_documents_are_looked_at(ready: Type) -> None:
    where = '{"path": {"$ne": "staff.txt"}}'

    hits = ready("search", "front desk telephone", "--where", where, "--json").body["hits"]
    asked = ready("ask", "What is the front desk's telephone number?", "--where", where, "--json")

    assert {hit["document"]["path"] for hit in hits} == {"warranty.md"}
    assert asked.body["status"] == "abstained"
    assert asked.body["abstention"]["searched"]["documents"] == 1


@pytest.mark.parametrize("verb", ["ask", "search"])
@pytest.mark.parametrize(("where", "problem"), [("path=a", "not JSON"), ('{"size": 1}', "'size'")])
def test_a_filter_that_cannot_be_read_ends_with_two(
    ready: Type, verb: str, where: str, problem: str
) -> None:
    typed = ready(verb, "Why?", "--where", where)

    assert typed.code == 2
    assert problem in typed.err
