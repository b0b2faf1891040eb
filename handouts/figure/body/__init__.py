"""A skeleton in, the meshes of a person out."""
