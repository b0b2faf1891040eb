"""What a figure file says of a thing in, its meshes and the surface it offers out."""
