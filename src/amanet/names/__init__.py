"""One name in many scripts: folding, keys, comparison and finding. Pure.

No function here returns or stores a presumed language, ethnicity or religion of a person (DESIGN section 7).
"""
