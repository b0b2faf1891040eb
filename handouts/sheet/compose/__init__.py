"""A handout in, the blocks of its sheet in reading order out: every word is decided here, and no place."""
