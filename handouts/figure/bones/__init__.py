"""Clinical angles in, the place of every segment of the body out."""
