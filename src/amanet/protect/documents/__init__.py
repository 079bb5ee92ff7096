"""Documents made anew from what may be read in them, never by covering what may not.

    rebuild(content, media_type, protector, level)      a copy that holds
    CannotRebuild                                       why there is none; the document stays then

Text and tables are written anew from their words; how pages are made anew stands in the modules beside this.
"""

from amanet.protect.documents.rebuilding import CannotRebuild, Rebuilt, rebuild

__all__ = ["CannotRebuild", "Rebuilt", "rebuild"]
