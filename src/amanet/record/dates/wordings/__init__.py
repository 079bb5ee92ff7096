"""One module a language: `WORDING`, its words for dates. None has been read by a native speaker yet (docs/dates.md)."""
