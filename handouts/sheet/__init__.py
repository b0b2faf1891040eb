"""Handout and layout in, pages of marks out. Knows no PDF. `compose` decides words, `place` where they stand, `blocks` is the door."""
