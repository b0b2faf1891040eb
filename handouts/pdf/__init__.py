"""Pages -> bytes: a tagged PDF. The only folder that knows PDF."""
