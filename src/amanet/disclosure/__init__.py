"""Who may see what: the plan of a disclosure, decided purely from records and consent. Knows no disk, no clock, no screen."""
