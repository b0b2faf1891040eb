"""Where the time of one sheet went: laps of processor time, from the start of the program, as a small table."""

import time
from dataclasses import field

from handouts.storing.values import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """Laps in the order they were run: a name, and the processor time of this program when it ended, in seconds."""

    laps: list[tuple[str, float]] = field(default_factory=list)

    def lap(self, name: str) -> None:
        """End a lap."""
        self.laps.append((name, time.process_time()))

    def __str__(self) -> str:
        """Return the table: each lap's milliseconds, and their sum."""
        before, lines = 0.0, []
        for name, end in self.laps:
            lines.append(f"{name:<12}{(end - before) * 1000:8.1f} ms")
            before = end
        return "\n".join([*lines, f"{'all':<12}{before * 1000:8.1f} ms"])
