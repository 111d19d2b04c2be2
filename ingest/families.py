"""Files that came inside a file are stored with it or before it, never after.

Else a run that ends in between would leave a file that is unchanged, and so is not read again,
without what came inside it.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from ingest.plan import Task


class Families:
    """Which files wait for what came inside them."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def expect(self, tasks: Sequence[Task]) -> None:
        """Let the containers of *tasks* wait for them."""
        self._open.update(task.container for task in tasks if task.container)

    def decided(self, task: Task) -> None:
        """Take note that *task* was read, or cannot be."""
        if task.container:
            self._open[task.container] -= 1

    def waiting(self, tasks: Sequence[Task], lacking: Collection[str] = ()) -> set[str]:
        """Return the paths of those of *tasks* that are not to be stored yet.

        They are *lacking* something, or wait for what came inside them, or hold what does.
        """
        containers = {task.path: task.container for task in tasks}
        waiting = {path for path in containers if self._open[path] > 0 or path in lacking}
        for path in tuple(waiting):
            container = containers[path]
            while container in containers and container not in waiting:
                waiting.add(container)
                container = containers[container]
        return waiting
