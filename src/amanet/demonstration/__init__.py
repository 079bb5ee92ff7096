"""Invented but lifelike material for `amanet demo`: an invented country, its people and towns, and real
files made on the spot.

No network, no camera, no real person or place. Voices are made by espeak-ng where it is installed and are
tones otherwise, which is the only thing (beside the versions of the media libraries) that the bytes depend
on besides the seed.

>>> from amanet.demonstration import make_material
>>> material = make_material(folder, seed=7)  # doctest: +SKIP
>>> [batch.source for batch in material.batches]  # doctest: +SKIP
"""

from amanet.demonstration.material import Batch, Material, MaterialFile, make_material

__all__ = ["Batch", "Material", "MaterialFile", "make_material"]
