"""What each method takes for granted, in plain words. Printed with every number; translated with everything that is printed."""

__all__ = ["ALL_METHODS", "DECOMPOSABLE", "LATENT_CLASS", "LOG_LINEAR", "LOWER_BOUND", "NOT_FOR"]

ALL_METHODS = (
    "The population did not change while the lists were made: nobody who is counted came to belong to it, or ceased to, in between.",
    "Everybody on a list belongs to the population that is estimated.",
    "Who is the same person on several lists was recognised without error. A match that was missed raises the number; a false match lowers it.",
    "Everybody could have come onto at least one list. People whom no list could ever have reached are not in the number.",
)
LATENT_CLASS = (
    *ALL_METHODS,
    "People fall into a few groups. Within each, whether somebody is on one list says nothing about the others.",
    "Groups among the unseen are those that can be seen among the listed.",
)
DECOMPOSABLE = (
    *ALL_METHODS,
    "Lists depend on each other through pairs and larger groups of lists in the pattern of a decomposable graph; all such graphs are weighed.",
    "All lists do not act together in a way that pairs and smaller groups do not show.",
)
LOG_LINEAR = (
    *ALL_METHODS,
    "The one model that was chosen is true, and all lists together do not act in a way that smaller groups of lists do not show.",
)
LOWER_BOUND = (
    "A lower bound is more likely than an upper one: people who are hard to find for one list are often hard to find for all, "
    "and then every method says too little."
)
NOT_FOR = (
    "It does not say that any particular person exists, disappeared or died. It names nobody.",
    "It is no proof of guilt and no count of crimes; a court needs the people, one by one.",
    "It must not be divided among places, years or groups that were not estimated by themselves.",
    "It must not be compared with another number that was made with other lists, as if the difference were a trend.",
    "It must not be quoted without its interval, its method and its assumptions.",
)
