"""The mapping of the association's table: what its columns mean (docs/mapping.md), as somebody writes it the first time, and the
line that is added once a dry run has said what is missing.
"""

__all__ = ["ADDED_LINE", "LIST_OF_NAMES", "MAPPING", "corrected_mapping"]

LIST_OF_NAMES = "the association's list"

MAPPING = f"""\
# What the columns of the association's table mean.

[table]
name = "names, September 2024"       # the same for every later version of the table
key = ["no"]                         # what tells its rows apart
source = "{LIST_OF_NAMES}"    # who says all this …
heard_from_column = "told_by"        # … and from whom it was heard
unknown = ["unknown"]                # what stands where nobody knows

[[entity]]                           # a row speaks of a person,
name = "person"
schema = "Person"

[[entity]]                           # of the day since when nobody has heard of them,
name = "loss"
schema = "Act"
set = {{ type = "lost_contact" }}

[[entity]]                           # and of a place.
name = "place"
schema = "Place"
key = ["place"]

[[column]]
column = "name"
entity = "person"
property = "name"
kind = "full"

[[column]]
column = "other_spelling"
entity = "person"
property = "name"
kind = "full"
script = "Latn"

[[column]]
column = "born"
entity = "person"
property = "birth_date"

[[column]]
column = "remarks"
entity = "person"
property = "notes"

[[column]]
column = "last_seen"
entity = "loss"
property = "start"

[[column]]
column = "place"
entity = "place"
property = "name"
kind = "usual"

[[link]]
entity = "loss"
property = "victim"
to = "person"

[[link]]
entity = "loss"
property = "place"
to = "place"
"""

# A birth date that somebody knows and does not write down is something else than one that nobody knows.
ADDED_LINE = 'withheld = ["withheld"]'
_BEFORE_IT = 'unknown = ["unknown"]'


def corrected_mapping() -> str:
    """The mapping after the line was added."""
    return MAPPING.replace(_BEFORE_IT, f"{_BEFORE_IT}\n{ADDED_LINE}", 1)
