"""Non-answers are recognised, short opinions are not taken for them."""

from __future__ import annotations

import pytest

from cxtext.text import clean_texts, is_non_answer

SAYS_NOTHING = """
n/a|N/A.|N.A|-NA-|na|nothing|Nothing.|NOTHING!|none|None really|No|no.|nope!|nil|Null|-|--|.|?|...|*|/|-/-|10|100%|3.5
no comment|No comments.|No further comments|no coment|nothing to add|Nothing more to say.|Nothing comes to mind.
None come to mind.
havent used it yet|not relevant|Not relevant to my role.|No suggestion at this point in time|Nothing found so far
Haven't really used it.|I don't have any specific asks here yet|none that I can think of|I have not personally used them
Haven't used it long enough to say.|Too early to tell|No experience with it|No questions.|I haven't found any yet|Hello|Hi team
None that I can think of at this time.|Nothing I can think of right now|Can't think of anything.
I can't think of anything off hand
I don't know|Don't know.|idk|IDK!|not sure|Not sure yet|I'm not sure at the moment|no idea|I have no idea.
No opinion right now
I don't really know.|see above|Same as above.|See previous answer|See response to 20|see my answers to question 6
ditto|already mentioned
N/A as of now|nothing at the moment|none for now. thanks.|Nothing, thank you|No, thank you.|There's nothing
Absolutely nothing!|yes|Maybe
asdfgh|asdasd|qwerty|asdf|qweqwe asdasd|vxmssvddmn|xx|aa|x|test|Test test|just testing|blah blah|lorem ipsum
keine Angabe|nichts|nada|Rien à signaler|sin comentarios|нет|特になし|无|N/A - no comment
no; none and n/a|(none)|_none_|none.none|no / nothing
"""

SAYS_SOMETHING = """
crashes|slow|UI|price|good|Great|ok|fine|all good|All good.|Everything|everything is fine|Nothing works
nothing beats it|no debugger
No complaints|no issues|no bugs|No staff.|Nothing, all good.|Nothing to improve|N/A - Bad service.
Nope - all is good|no crashes so far
R|C|F#|J|A+|C++|git|vim|html|HTML|https|kafka|flask|pandas|numpy|rhythm|were|property|liberty|power|tree|dashboard|jkl keys
test coverage|Thanks!|Thank you|:)|:-(|<3|not good|Not reliable|not intuitive|no answer from support
no response|nothing special
5 stars|thumbs up|7/10|4,5/5|(y)|</3|10 minutes wait|same price as before|pass rate too low|unknown errors|none of the tools work
no feedback from staff
nobody answered|never got a reply|no parking|nothing found|not used to it|not tested|never tried to help|never works
I don't have any support|no questions answered|haven't found any help|not relevant results|can't use it|no input field
too early in the morning|haven't seen a doctor|no requests are answered|did not use gloves
I never use public transport to get here|hello kitty|hi-res images
slow, no|了|速い|плохо|تطبيق بطيء|ดีมาก|너무 느려요|lento|mauvais|teuer|no git support|Not a lot of features|yes it is slow
"""


def listed(text: str) -> list[str]:
    """Return the entries of a list parted by bars and lines."""
    return [entry for line in text.strip().splitlines() for entry in line.split("|")]


@pytest.mark.parametrize("text", listed(SAYS_NOTHING))
def test_non_answers(text: str) -> None:
    assert is_non_answer(text)


@pytest.mark.parametrize("text", listed(SAYS_SOMETHING))
def test_short_opinions(text: str) -> None:
    assert not is_non_answer(text)


def test_what_cleaning_leaves() -> None:
    empty, picture, noise = clean_texts(["https://example.org/x", "\U0001f44e", "!!!!!!!"])
    assert is_non_answer(empty.text)
    assert not is_non_answer(picture.text)
    assert is_non_answer(noise.text)


def test_long_text_is_never_one() -> None:
    assert not is_non_answer("nothing " * 100)
