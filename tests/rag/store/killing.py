"""Kills a writer again and again and looks at what is left. Run by `test_kills.py`.

``python killing.py HOME KILLS SEED`` prints one JSON object. Every writer and every checker is
forked from this process, which has imported everything and opened nothing: an interpreter's start
would take longer than what is tested.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import chromadb  # noqa: F401  (imported once, before the forks)
import tantivy  # noqa: F401

from rag.store.library import Library
from rag.types import document_id
from tests.rag.store.made import HOME, Hashed, made, settings, word

State = dict[str, int]
"""Version of each document that is live, by path."""
PATHS = [f"{letter}.txt" for letter in "abcdef"]
PASSAGES = 25
STEPS = 3
LONGEST_S = 1.2


class Script:
    """Random steps from *before* on; each makes one new state, at one instant."""

    def __init__(self, before: State, seed: int) -> None:
        chance = random.Random(seed)
        self.states = [before]
        for step in range(STEPS):
            after = dict(self.states[-1])
            chosen = chance.sample(PATHS, chance.randint(1, 4))
            if chance.random() < 0.3:
                for path in chosen:
                    after.pop(path, None)
            else:
                after.update(dict.fromkeys(chosen, seed * STEPS + step))
            self.states.append(after)

    def run(self, library: Library, *, since: int, told: Callable[[int], object]) -> None:
        """Take every step after the one numbered *since*, telling each that is done."""
        for number in range(since + 1, len(self.states)):
            before, after = self.states[number - 1 : number + 1]
            gone = [document_id(HOME, path) for path in before.keys() - after.keys()]
            fresh = [path for path in sorted(after) if before.get(path) != after[path]]
            if fresh:
                library.put(HOME, [made(path, after[path], passages=PASSAGES) for path in fresh])
            elif gone:
                library.remove(HOME, gone)
            told(number)


def opened(home: Path) -> Library:
    return Library.open(settings(home, lock_wait_s=5), embedder=Hashed(), command="kills")


def expected(state: State) -> list[tuple[str, bytes]]:
    rows = []
    for path, version in state.items():
        prepared = made(path, version, passages=PASSAGES)
        rows += [
            (passage.id, vector.tobytes())
            for passage, vector in zip(prepared.passages, prepared.vectors, strict=True)
        ]
    return sorted(rows)


def exported(library: Library) -> list[tuple[str, bytes]]:
    if not library.exists(HOME):
        return []
    return [(passage_id, vector) for passage_id, _, vector in library.export(HOME)]


def check(home: Path, script: Script, done: int, chance: random.Random) -> None:
    """What a killed writer left is a whole state, and running on from it ends as planned."""
    with opened(home) as library:
        left = exported(library)
        possible = [n for n, state in enumerate(script.states) if expected(state) == left]
        if not possible:
            raise AssertionError(f"{len(left)} passages are no state at all; {done} steps done")
        if not set(possible) & {done, done + 1}:
            raise AssertionError(f"state {possible} after {done} acknowledged steps")
        whole(library, script.states[possible[0]], chance)
        script.run(library, since=max(n for n in possible if n <= done + 1), told=lambda _: None)
        if exported(library) != expected(script.states[-1]):
            raise AssertionError("running on did not end where a clean run does")
        whole(library, script.states[-1], chance)


def whole(library: Library, state: State, chance: random.Random) -> None:
    """Every live passage is found by vector and by word; nothing else is in the indexes."""
    if not state:
        return
    audit = library.audit()
    differences = [*audit.torn, *(one for one in audit.mended if not one.startswith("rebuilt"))]
    if differences:
        raise AssertionError(differences)
    for path, version in state.items():
        prepared = made(path, version, passages=PASSAGES)
        for number in chance.sample(range(PASSAGES), 4):
            wanted = prepared.passages[number].id
            near = library.dense(HOME, prepared.vectors[number : number + 1], 3)
            if wanted not in {found.passage_id for found in near}:
                raise AssertionError(f"{path} {number} is not found by its own vector")
            (best, *_) = library.keyword(HOME, word(path, version, number), 3)
            if best.passage_id != wanted:
                raise AssertionError(f"{path} {number} is not found by its own word")


def forked(work: Callable[[], None]) -> int:
    """Do *work* in a child; the parent gets its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001  (the edge of a process)
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def one(home: Path, script: Script, chance: random.Random) -> tuple[bool, bool]:
    """Run *script* in a child that is killed; return whether it was, and whether all is well."""
    reader, writer = os.pipe()

    def write() -> None:
        with opened(home) as library:
            os.write(writer, bytes([0]))
            script.run(library, since=0, told=lambda number: os.write(writer, bytes([number])))

    child = forked(write)
    os.close(writer)
    # One in ten is killed while it opens, and so, maybe, while it rebuilds.
    first = b"" if chance.random() < 0.1 else os.read(reader, 1)
    time.sleep(chance.random() ** 1.5 * LONGEST_S)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    done = max([*first, *os.read(reader, 100)], default=0)
    os.close(reader)
    checker = forked(lambda: check(home, script, done, chance))
    _, verdict = os.waitpid(checker, 0)
    return os.WIFSIGNALED(status), verdict == 0


def main() -> None:
    home, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)
    killed = runs = 0
    bad: list[int] = []
    state: State = {}
    while killed < kills and not bad:
        runs += 1
        if chance.random() < 0.1:
            shutil.rmtree(home, ignore_errors=True)
            state = {}
        script = Script(state, seed * 10_000 + runs)
        was_killed, well = one(home, script, chance)
        killed += was_killed
        if not well:
            bad.append(runs)
        state = script.states[-1]
    print(json.dumps({"killed": killed, "runs": runs, "bad": bad}))  # noqa: T201


if __name__ == "__main__":
    main()
