"""A posed scene and a camera in, a drawing out."""
