"""Recognise answers that say nothing: "n/a", "nothing comes to mind", lone numbers, keyboard noise."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LEAD = (
    r"(?:(?:well|um+|uh+|hm+|sorry|honestly|currently|really|absolutely|literally|probably|as of now|at (?:the"
    r"|this) moment|for now|so far"
    r"|right now|i have|i've(?: got)?|i've nothing|i got|there(?:'s| is| are)|it's|its|i am|i'm|im|i would say|i'd say|just"
    r"|actually|nothing|none|no) )*"
)
_TAIL = (
    r"(?: (?:really|at all|at all really|so far|yet|as yet|as of yet|(?:at|for) (?:the|this|current|present) (?:moment|minute"
    r"|time|point(?: in time)?|stage)|at present|right now|currently"
    r"|presently|today|for now|as of now|now|atm|thanks|thank you|thx|sorry|to be honest|honestly|tbh|i think|i guess"
    r"|i believe|for (?:me|us)|from (?:me|us)|to (?:me|us|my (?:work|role|job|team|case)|our team)|in my case"
    r"|in particular|particular(?:ly)?|specific(?:ally)?|else|more|further|additional|whatsoever|here|either|off ?hand"
    r"|off the top of my head|of note|immediately|just now|this time"
    r"|(?:(?:that )?(?:i can|i could|we can) (?:think (?:of|about)|recall|remember|say|add)|(?:that )?i(?:'m"
    r"| am) aware of|(?:that )?i know of)"
    r"|(?:that )?(?:springs?|comes?|came|jumps?) (?:immediately |right )?to mind|in mind|of any|to (?:add|say|report"
    r"|comment|comment on|mention|share|declare|note|suggest|offer)"
    r"|to date|(?:comments?|suggestions?|feedback|thoughts?|opinions?|remarks?|ideas?|asks?)))*"
)
_CORE = (
    r"(?:nothing|nothin|none|nope|nah|nil|null|nan|naught|nought|n ?a|not applicable|not available|non applicable"
    r"|does not apply|doesn't apply"
    r"|no|nay|yes|yep|yeah|yea|yup|y|maybe|perhaps|not (?:yet|really|sure|certain|specified|particularly|very|a lot|much)|unsure"
    r"|undecided|don't know"
    r"|not at (?:this|the) (?:time|moment|present)|not right now|not that i (?:can think of|know of|am aware of)"
    r"|no (?:(?:real|further|other|additional|more|particular|specific|strong|clear) )*(?:comm?[ae]nts?|opinions?|ideas?"
    r"|clue"
    r"|suggestions?|remarks?|feedback|thoughts?|preference|thanks|thank you)"
    r"|(?:i|we) (?:honestly |really |simply |just )?(?:do ?n[o']t|do not|dont|don't|didn't|did not|can't|cannot"
    r"|couldn't) (?:really )?(?:know|remember|recall|say|answer|comment|have any(?:thing)?"
    r"|have an (?:answer|opinion)|think of any(?:thing)?(?: (?:right now|at the moment))?)"
    r"|(?:do not|dont|didn't|can't|cannot|couldn't) (?:really )?(?:know|remember|recall|say|comment|think of any(?:thing)?)"
    r"|have(?:n't| not)? (?:no|any) (?:idea|comment|comments|opinion|clue|suggestions)|idk|dunno|dk|tbd|tba|unknown"
    r"|not stated|(?:not|isn't) (?:really |very |directly )?relevant"
    r"|(?:please )?(?:see|refer to|as per|per) (?:the )?(?:above|below|previous|prior|earlier|last|other)"
    r"(?: (?:answers?|comments?|responses?|question|feedback))?"
    r"|(?:the )?(?:same )?(?:as )?(?:already )?(?:stated |mentioned |said |answered |written |noted )?(?:as )?(?:above"
    r"|before|previously|previous answer)"
    r"|same|same here|same answer|ditto|idem|already (?:answered|said|mentioned|stated)|answered (?:above|previously"
    r"|already)"
    r"|(?:i )?(?:prefer|would rather|rather|decline|(?:do not|don't|dont) (?:wish|want))"
    r" (?:not )?to (?:say|answer|disclose|comment)|skip(?:ped)?|pass|left blank|blank"
    r"|see (?:my |the )?(?:(?:comments?|answers?|responses?|feedback|question|q|no|number|item|point) ?)?(?:(?:for|to|in"
    r"|of|on) )?(?:#|q|question )?\d+"
    r"|(?:this is (?:a |just a )?|just (?:a )?)?test|test ?test(?: test)?|test ?\d+|just testing"
    r"|lorem ipsum(?: dolor sit amet)?|foo ?bar|foo|(?:blah? ?)+"
    r"|(?:hi|hello|hey|hallo|hola|bonjour|good (?:morning|afternoon|evening))(?: (?:team|all|there|everyone|again))?"
    r"|ha(?:ha)+|hehe(?:he)*|lol|um+|hm+|uh+"
    r"|keine?|nichts|nein|keine (?:angaben?|ahnung|meinung|kommentare?|anmerkungen)|k ?a|weiß nicht|weiss nicht|rien"
    r"|néant|aucune?|non"
    r"|pas de commentaires?|rien à (?:dire|signaler|ajouter)|sans commentaires?|r ?a ?s|nada|ningun[oa]|sin comentarios?"
    r"|no sé|no aplica|niente"
    r"|nessun[oa]?|nenhum[a]?|não|não sei|sem comentários|geen|geen mening|niets|nee|weet niet|n v t|ingen|inget|brak|nic"
    r"|нет|ничего|не знаю"
    r"|なし|無し|ない|特になし|特にない|特にありません|ありません|无|無|没有|沒有|暂无|不知道|无意见"
    r"|없음|없습니다|없어요|모름|ไม่มี|لا يوجد|لا شيء)"
)
_NON_ANSWER = re.compile(f"{_LEAD}{_CORE}{_TAIL}")
# Not used, nothing found, too early to say, no request: the writer has no opinion to give.
_NO_VIEW = (
    r"(?:(?:(?:i|we)(?:'ve| have)? )?(?:have ?n[o']?t|have not|did ?n[o']?t|did not|not|never)"
    r" (?:really |actually |personally |even |yet )*(?:used?|using|tried|try|tested|explored"
    r"|had (?:a|the) (?:chance|opportunity|time) to (?:use|try|test|explore))"
    r"(?: (?:it|this|that|them|these|those|any(?: of (?:it|them|these|those))?|much|a lot|enough|long enough|yet))+"
    r"(?: to (?:say|tell|know|judge|comment|have an opinion|form an opinion))?"
    r"|(?:(?:i|we)(?:'ve| have)? )?(?:have ?n[o']?t|have not|did ?n[o']?t|did not) (?:really |actually )*"
    r"(?:found|find|noticed?|seen|see|come across|encountered?|run into) any(?:thing)?(?: yet| so far)?"
    r"|nothing (?:was |has been |i(?:'ve| have) )?(?:found|noticed|seen|encountered|identified)"
    r" (?:yet|so far|to date|as yet|until now)"
    r"|(?:it's |it is |still )?(?:far |much )?too (?:early|soon)(?: for (?:me|us))? to (?:say|tell|know|judge|comment)"
    r"|(?:(?:i|we) )?(?:currently |really |still |just )*"
    r"(?:do ?n[o']t|do not|dont|have no|haven't|have not|did ?n[o']t|did not|no)(?: have| got)?(?: any| an)?"
    r"(?: (?:real|further|other|additional|more|particular|specific|strong|clear|new|direct|personal))*"
    r" (?:asks?|requests?|comm?[ae]nts?|suggestions?|feedback|ideas?|opinions?|thoughts?|remarks?|preferences?|wishes"
    r"|input|recommendations?|questions?|experience (?:of|with) (?:it|this|that|them)))"
)
_WITHOUT_VIEW = re.compile(f"{_LEAD}{_NO_VIEW}{_TAIL}")
_VIEWLESS_STARTS = (
    *(f"{who}{verb}" for who in ("", "i ", "we ") for verb in ("have", "did", "do n", "don", "do not", "never ", "current")),
    *("i've ", "we've ", "not ", "nothing ", "no ", "still ", "too ", "far ", "it's too ", "it is too ", "i really ", "i still "),
    *("really ", "just ", "honestly ", "sorry ", "actually ", "well "),
)
# Every alternative begins with one of the characters looked for first; the engine is spared a try at every letter.
_PIECES = re.compile(r"(?=[\s.,;:!?|…。、，])(?:\s*[.,;:!?\n|…。、，]+\s*|\s+[-–—/&]+\s+|\s+(?:and|or)\s+)")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_BETWEEN = str.maketrans("/\\.", "   ")
_EMOTICON = re.compile(r"[:;=8xX]'?[-o^]?[()\[\]DPpOo|/\\*]|[()]-?[:;=]|<3|\^[_.-]*\^|[xX]D|¯\\")
_THANKS = re.compile(r"(?:many )?(?:thanks|thank you|thx|cheers|sorry)(?: (?:so|very) much| a lot| anyway)?")
_LONGEST_PIECE = 90
_LONGEST = 160  # no non-answer is longer; keeps the check cheap on long comments

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
_RUNS = {row[i : i + 3] for base in _ROWS for row in (base, base[::-1]) for i in range(len(row) - 2)}
_VOWELS = frozenset("aeiouy")
_MEANINGFUL_LETTERS = frozenset("cdfjrq")  # names of languages, among others: "R" is an answer


def is_non_answer(text: str) -> bool:
    """Tell whether a cleaned text says nothing about anything.

    Short opinions ("slow", "UI", "all good") and lone words of any script do say something;
    when in doubt the answer is False.

    Parameters
    ----------
    text : str
        A whole response or a unit, as :func:`cxtext.text.clean.clean` leaves it.

    >>> [is_non_answer(t) for t in ("N/A", "Nothing comes to mind.", "10", "asdfgh", "slow", "nothing works")]
    [True, True, True, True, False, False]
    """
    return len(text) <= _LONGEST and _check(text)


@lru_cache(maxsize=65536)
def _check(text: str) -> bool:
    """Decide for one text that is not too long."""
    if not any(map(str.isalpha, text)):
        return not _has_symbol(text)
    if "+" in text or "#" in text:  # A+, F#
        text = re.sub(r"(?<=\w)[+#]+", "plus", text)
    folded = text.casefold()
    said = False
    for piece in map(_normal, _PIECES.split(folded)):
        if piece and not _THANKS.fullmatch(piece):
            said = True
            if not _says_nothing(piece):
                break
    else:
        return said
    whole = _normal(folded)
    return whole != piece and _says_nothing(whole)


def _has_symbol(text: str) -> bool:
    """Tell whether a text without letters holds an emoticon or picture, which do say something."""
    return bool(_EMOTICON.search(text)) or any(unicodedata.category(c) == "So" for c in text)


def _normal(piece: str) -> str:
    """Bring a piece to words parted by single spaces."""
    if not (piece[:1].isalnum() and piece[-1:].isalnum()):
        piece = _EDGES.sub("", piece)
    return " ".join(piece.translate(_BETWEEN).split())


def _says_nothing(piece: str) -> bool:
    """Tell whether one normalised piece is a non-answer, a number or noise."""
    if not any(map(str.isalpha, piece)) or _NON_ANSWER.fullmatch(piece):
        return True
    if len(piece) <= _LONGEST_PIECE and piece.startswith(_VIEWLESS_STARTS) and _WITHOUT_VIEW.fullmatch(piece):
        return True
    return all(map(_is_noise, piece.split()))


def _is_noise(word: str) -> bool:
    """Tell whether a lower-case word is what a hand on the keyboard leaves."""
    if not (word.isascii() and word.isalpha()):
        return word.isdigit()
    if len(set(word)) == 1:
        return len(word) == 2 or word not in _MEANINGFUL_LETTERS
    if word[:3] in _RUNS and _is_walk(word):
        return True
    return len(word) >= 7 and _VOWELS.isdisjoint(word)


def _is_walk(word: str) -> bool:
    """Tell whether a word runs along the rows of a keyboard."""
    walked = [False] * len(word)
    for i in range(len(word) - 2):
        if word[i : i + 3] in _RUNS:
            walked[i : i + 3] = True, True, True
    return all(walked) and (len(word) >= 6 or (len(word) >= 4 and word[:4] in _FOURS))


_FOURS = {row[i : i + 4] for base in _ROWS for row in (base, base[::-1]) for i in range(len(row) - 3)}
