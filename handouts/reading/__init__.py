"""Files in, checked plain values out, with the line of every fault: YAML, folders, names of pictures. Everything is hostile until read."""
