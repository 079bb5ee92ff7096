"""What is known, and how well (docs/methods/corroboration.md). Pure: no I/O and no clock; the date comes in."""
