"""What every sheet draws on: content, language and clinic files in, frozen values out: exercises, doses, flags, standards, the clinic."""
