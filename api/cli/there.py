"""Commands answered by the service that owns the index, over HTTP on this machine."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import httpx

from api.cli.desk import Ingesting, Reindexing
from api.cli.show import Body
from ingest.discover import FoundFile
from rag.errors import FootnoteError, InputError, NotFoundError, ServiceError, SetupError
from rag.store.records import Change

TIMEOUT = httpx.Timeout(200.0, connect=5.0)
"""Seconds. A summary may take 180."""
LEAST_POLL_S, POLL_S = 0.01, 0.2
"""Seconds between two looks at a job: the first, doubled up to the last."""
ERRORS: dict[int, type[FootnoteError]] = {404: NotFoundError, 503: SetupError}


class There:
    """`api.cli.desk.Desk` over a running service at *address*."""

    def __init__(self, address: str) -> None:
        # No proxy from the environment: the service is on this machine.
        self._http = httpx.Client(base_url=address, timeout=TIMEOUT, trust_env=False)

    def search(
        self, question: str, *, collection: str | None, k: int, filters: Body | None = None
    ) -> Body:
        """Return `SearchOut`."""
        body = {"question": question, "collection": collection, "top_k": k, "filters": filters}
        return self._call("POST", "/v1/search", json=body)

    def answer(self, body: Body) -> Body:
        """Return `AnswerOut`."""
        return self._call("POST", "/v1/answers", json=body)

    def stream(self, body: Body) -> Iterator[tuple[str, Body]]:
        """Yield events as they arrive."""
        asked = {**body, "stream": True}
        with self._http.stream("POST", "/v1/answers", json=asked) as reply:
            if reply.is_error:
                reply.read()
                raise _error(reply)
            name = ""
            for line in reply.iter_lines():
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    yield name, json.loads(value)

    def summary(self, body: Body) -> Body:
        """Return `SummaryOut`."""
        reply = self._call("POST", "/v1/summaries", json=body)
        if "state" not in reply:
            return reply
        summary: Body = self._done(reply)["summary"]
        return summary

    def documents(self, collection: str | None, tags: Sequence[str] = ()) -> list[Body]:
        """Return a `DocumentOut` for each document that has all *tags*, by path."""
        return self.listed("documents", {**_where(collection), "tag": list(tags)})

    def failures(self, collection: str | None) -> list[Body]:
        """Return a `FailedOut` for each file that is not a document, by path."""
        return self.listed("failures", _where(collection))

    def document(self, name: str, collection: str | None) -> Body:
        """Return `OutlineOut` of one document."""
        for one in self.documents(collection):
            if name in {one["id"], one["path"]}:
                where = _where(collection)
                return self._call("GET", f"/v1/documents/{one['id']}", params=where)
        raise NotFoundError(f"There is no document {name!r}.", "See `footnote documents list`.")

    def tag(self, names: Sequence[str], change: Change, collection: str | None) -> Body:
        """Tag documents, by id or path."""
        asked = {**asdict(change), "documents": list(names), **_where(collection)}
        return self._call("POST", "/v1/tags", json=asked)

    def delete(self, names: Sequence[str], collection: str | None) -> Body:
        """Delete documents, by id or path; return what was removed."""
        asked = {"documents": list(names), **_where(collection)}
        gone = self._call("POST", "/v1/deletions", json=asked)
        self._done(gone["purge"])
        return {name: gone[name] for name in ("documents", "passages", "failures")}

    def ingest(self, paths: Sequence[Path], options: Ingesting) -> Body:
        """Upload every file found under *paths*; return the report of all."""
        from api.cli.sent import sent

        if options.asked.budget_usd is not None:
            raise InputError(
                f"--budget does not work through the service at {self._http.base_url}.",
                "Start the service with FOOTNOTE_EMBED_BUDGET_USD: it holds for each upload.",
            )
        if options.asked.reader:
            raise InputError(
                f"--reader does not work through the service at {self._http.base_url}.",
                "Stop the service, run the command, and start it again.",
            )
        return sent(paths, options, self)

    def listed(self, what: str, params: Mapping[str, Any]) -> list[Body]:
        """Return all of ``/v1/`` *what*, page after page."""
        found: list[Body] = []
        while True:
            asked = {**params, "offset": len(found), "limit": 1000}
            page = self._call("GET", f"/v1/{what}", params=asked)
            found += page[what]
            if len(found) >= page["total"] or not page[what]:
                return found

    def reindex(self, asked: Reindexing) -> Body:
        """Have the service build its index anew; it goes on answering meanwhile."""
        body = {"embedder": asked.embedder, "yes": asked.yes, "budget_usd": asked.budget_usd}
        report: Body = self._done(self._call("POST", "/v1/reindex", json=body))["reindex"]
        return report

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def upload(self, found: FoundFile, options: Ingesting) -> Body:
        """Send one file; return the report of it."""
        form = {"path": found.path, **_where(options.collection)}
        form |= {"origin_file": str(found.file), "origin_root": found.root}
        if options.asked.tags:
            form["tags"] = ",".join(options.asked.tags)
        if options.asked.retry_failed:
            form["retry_failed"] = "true"
        with found.file.open("rb") as content:
            files = {"file": (found.file.name, content, "application/octet-stream")}
            try:
                job = self._call("POST", "/v1/documents", files=files, data=form)
            except SetupError as error:
                self._call("GET", "/healthz")  # it may have hung up on this file alone
                raise ServiceError(error.problem, error.remedy) from error
        report: Body = self._done(job)["report"]
        return report

    def _done(self, job: Body) -> Body:
        """Wait for *job* to end; `ServiceError` where it failed."""
        pause = LEAST_POLL_S
        while job["state"] in {"queued", "running"}:
            time.sleep(pause)
            pause = min(2 * pause, POLL_S)
            job = self._call("GET", f"/v1/jobs/{job['id']}")
        if job["state"] == "failed":
            raise ServiceError(job["problem"], job["remedy"])
        return job

    def _call(self, method: str, path: str, **request: Any) -> Body:
        try:
            reply = self._http.request(method, path, **request)
        except httpx.TransportError as error:
            raise SetupError(
                f"The service at {self._http.base_url} owns the index but does not answer "
                f"({type(error).__name__}).",
                "Stop it or start it again, then repeat the command.",
            ) from error
        if reply.is_error:
            raise _error(reply)
        body: Body = reply.json()
        return body


def _where(collection: str | None) -> dict[str, str]:
    return {} if collection is None else {"collection": collection}


def _error(reply: httpx.Response) -> FootnoteError:
    problem = reply.json() if "json" in reply.headers.get("content-type", "") else {}
    other = InputError if reply.is_client_error else ServiceError
    kind = ERRORS.get(reply.status_code, other)
    said = problem.get("detail") or problem.get("title") or f"It answered {reply.status_code}."
    return kind(said, problem.get("remedy") or "See the service's log.")
