"""Exercises drawn from joint angles: places (`bones`), meshes (`body`, `props`), a posed scene (`pose`), a drawing (`seen`)."""
