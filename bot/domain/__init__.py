"""The rules of the house: pure functions over frozen data, without I/O and without a clock."""
