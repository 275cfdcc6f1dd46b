"""The animatic: films drawn by rules on the CPU, without any model; `engine` is its door."""
