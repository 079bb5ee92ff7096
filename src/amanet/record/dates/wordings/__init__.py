"""One module a language: `WORDING`, its words for dates. docs/dates.md says which were reviewed by a native speaker (none yet but English)."""
