"""Documents made anew from what may be read in them, never by covering what may not.

    rebuild(content, media_type, protector, level)      a copy that holds
    rebuilt_picture(content, media_type)                a picture without what is written into it; nothing seen is hidden
    CannotRebuild                                       why there is none; the document stays then

Text and tables are written anew from their words, PDFs from the pixels of their words and masks, office files on new pages. Untrusted files are
read in confined processes alone.
"""

from amanet.protect.documents.pictures import rebuilt_picture
from amanet.protect.documents.rebuilding import MADE_ANEW, Wanted, rebuild
from amanet.protect.documents.rebuilt import CannotRebuild, Rebuilt
from amanet.protect.documents.tables import Columns

__all__ = ["MADE_ANEW", "CannotRebuild", "Columns", "Rebuilt", "Wanted", "rebuild", "rebuilt_picture"]
