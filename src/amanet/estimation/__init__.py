"""How many people no list has: multiple systems estimation from overlapping lists. Usable without a vault."""
