"""Many sheets in one go: what to make, made by one executor or another, resumable, reported row by row."""
