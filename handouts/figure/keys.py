"""The key of a compiled drawing: a hash of what it was drawn from and of the engine. Standard library only."""

import hashlib
from pathlib import Path


def figure_key(text: str) -> str:
    """Return the key of a figure's data together with the engine that draws it; lines that are only a comment do not count."""
    data = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return hashlib.sha256(f"{engine_key()}\n{data}".encode()).hexdigest()[:16]


def engine_key() -> str:
    """Return a key of the engine's own source: any change to it makes every compiled drawing stale."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.name not in _NOT_ENGINE:
            digest.update(path.read_text(encoding="utf-8").encode())  # the same on every system: newlines are one kind
    return digest.hexdigest()[:16]


_NOT_ENGINE = frozenset(
    f"{name}.py"
    for name in (
        "__init__", "palette", "paint", "operators", "panels", "svg", "png", "store", "topics", "references", "checks", "proof", "build",
        "keys",
    )
)  # fmt: skip
"""Modules that do not change what is compiled."""
