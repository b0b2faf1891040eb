"""The same plan laid out by handouts and by its peers, side by side: `python -m tests.bench.engines`."""
