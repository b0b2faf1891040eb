"""What the clinician chose: a plan file, a form or a row in, a handout with nothing left to look up out, and what to look at first."""
