"""The formats that can be read, one module each; `parsing` says what a parser is and may do."""
