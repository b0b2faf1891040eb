"""Values in, files out, whole or not at all; and what is kept between runs and within one, never needed and never of a patient."""
