"""What takes minutes: crashes in full and the numbers of a large batch, by one command: `python -m tests.soak`."""
