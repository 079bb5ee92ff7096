"""Copies that hold: text with pseudonyms, documents rebuilt, metadata gone; and the leak check that opens a finished package as an enemy would."""
