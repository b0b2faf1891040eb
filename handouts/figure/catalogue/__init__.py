"""The catalogue: every word a figure file may say, with its picture and how it is written, taken from the models themselves."""
