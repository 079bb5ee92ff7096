"""What a confined process does to open one file of a package and everything inside it (docs/adr/0002-confinement.md).

It knows no secret: it takes files apart and says what text, bytes, pictures and sounds it found, and what it could not look into. Whatever it
does not say it could not look into, it has opened in full: an unknown kind of file is "not supported", never silence.

Each module knows one family of files and registers its kinds in `table`.
"""
