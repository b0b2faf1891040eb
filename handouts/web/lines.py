"""The connections of the page: one that asks nothing is closed, and when there are many, those that never asked make room first.

Any program on this computer can open connections; 1,500 that say nothing must not keep the browser of the physio waiting.
"""

import asyncio
import itertools
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

FIRST_S = 5.0
"""So long may a connection take to ask for something."""
MOST = 100
"""More connections than a browser opens with many tabs, and fewer than files a program may have open on any system."""
_ages = itertools.count()


class PageConnection(H11Protocol):
    """One connection; uvicorn makes one for each, and closes it itself when it was used and then idle."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*arguments, **named)
        self.age = next(_ages)
        self._first: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        """Whether it has asked for nothing that is still to be answered."""
        return not self.cycle or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for what it asks; too many that wait lose the oldest."""
        super().connection_made(transport)
        self._first = self.loop.call_later(FIRST_S, self._give_up)
        lines = [line for line in self.connections if line is not self and isinstance(line, PageConnection) and line.is_idle]
        for line in sorted(lines, key=lambda line: (bool(line.cycle), line.age))[: max(0, len(self.connections) - MOST)]:
            line.transport.abort()
            self.connections.discard(line)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._first is not None:
            self._first.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        """Close a connection that has asked for nothing yet."""
        if not self.cycle:
            self.transport.abort()
