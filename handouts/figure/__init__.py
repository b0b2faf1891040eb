"""Exercises drawn from joint angles: the drawings, their styles and their writers. Compiling is in `compile`."""
