"""Words: tokens, a light stem, and the words that name nothing by themselves."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['\u2019.\-][^\W_]+)*")


def _words(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


NEGATIONS = _words("no not never nothing nobody none cannot can't won't don't doesn't didn't isn't wasn't without lack")

STOP = _words(
    """
    a about above after again against all almost also although always am among an and another any anyone anything are
    around as at away back be became because become been before being below between both but by came can come could did
    do does doing done down due during each either else enough especially etc even ever every everyone everything few
    finally first for found from further gave get gets getting give given gives go goes going gone got had has have
    having he hence her here hers herself him himself his how however i if im in into is it its itself just keep kept
    know last least less let like likely lot lots made make makes making many may maybe me might mine more most much
    must my myself near need needed needs neither nor now of off often on once one ones only onto or other others our
    ours ourselves out over own per perhaps please put quite rather really s said same saw say says see seem seemed
    seems seen several she should since so some someone something sometimes somewhere soon still such sure t take taken
    takes than that the their theirs them themselves then there therefore these they this those though through thus to
    together told too took toward towards try two under until up upon us use used using usually very via want wanted
    wants was way we well went were what whatever when where whether which while who whole whom whose why will with
    within would yes yet you your yours yourself yourselves i'm i've i'd i'll it's that's there's we're we've you're
    they're they've he's she's what's let's
    """
)

#: Praise, blame and quantity: they colour a name but are none.
EVALUATIVE = _words(
    """
    amazing appalling awesome awful bad best better big brilliant decent disappointed disappointing dreadful enjoy
    enjoyable enjoyed excellent extremely fabulous fantastic favorite favourite fine good great happy hate hated high
    hope horrible huge impressed impressive incredible interesting like liked likes little love loved lovely low major
    main marvellous mediocre minor negative nice okay ok outstanding overall perfect pleasant pleased poor positive
    pretty really sad satisfied second small special superb terrible thank thanks thankful totally truly ugly
    unacceptable unhappy unsatisfied wonderful worse worst worth
    """
)

GENERIC = _words(
    """
    ability answer area aspect bit case comment day deal degree end example experience extent fact feel feeling feels felt
    form hour hours idea improvement instance issue issues item job kind level list look looked looking looks matter
    means minute moment month months number occasion opinion opportunity option order others part people person piece
    place plenty point problem problems question range reason regard respect response result side situation someone
    sort stuff suggestion survey thing things think thought time times today tomorrow ton top type user users variety
    week weeks word work works world year years yesterday
    """
)


#: What cleaning writes for emoji, where it takes two words: felt, not said, so no name.
PICTURES = re.compile(
    r"\b(?:(?:happy|relieved|amazed|joking|ironic|smug|awkward|crying|sad|worried|confused|angry|furious|frustrated|annoyed"
    r"|neutral|speechless|disgusted|shocked|embarrassed|bored) face|thumbs? (?:up|down)|nervous laugh|(?:check|cross) mark"
    r"|hundred percent)\b"
)


def tokenize(text: str) -> list[str]:
    """Return the words of a text, in lower case, with straight apostrophes.

    >>> tokenize("Wi-Fi doesn\u2019t work!")
    ['wi-fi', "doesn't", 'work']
    """
    return [w.replace("\u2019", "'") for w in WORD.findall(text.lower())]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return a word without its plural ending, so that singular and plural count together.

    >>> [stem(w) for w in ("queues", "facilities", "process", "was")]
    ['queue', 'facility', 'process', 'was']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=100_000)
def is_empty(word: str) -> bool:
    """Tell whether a lower-case word names nothing by itself.

    >>> is_empty("thing"), is_empty("staff")
    (True, False)
    """
    known = (STOP, NEGATIONS, EVALUATIVE, GENERIC)
    return len(word) < 2 or word.isdigit() or any(word in k or stem(word) in k for k in known)


#: Words by which people say that a theme is a complaint: they fit every complaint.
_COMPLAINTS = r"(?:problem|issue|trouble|concern)s?|difficult(?:y|ies)"
_ANY = _words("all any further general misc miscellaneous other various")
_COMPLAINT_OF = re.compile(
    rf"(?:{_COMPLAINTS})\s+(?:with|about|of|in|at|around|regarding)\s+(?P<after>.+)|(?P<before>.+?)\s+(?:{_COMPLAINTS})", re.I
)


def name_subject(name: str) -> str:
    """Return what a name says a theme is about without the word that it is a complaint; the name itself when it has none.

    >>> name_subject("Parking problems"), name_subject("Issues with the bill"), name_subject("Other problems")
    ('Parking', 'the bill', 'Other problems')
    """
    found = _COMPLAINT_OF.fullmatch(name)
    subject = name if found is None else found["after"] or found["before"]
    return subject if any(not is_empty(word) and word not in _ANY for word in tokenize(subject)) else name
