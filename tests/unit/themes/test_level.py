"""Names beyond the best phrase: two nouns, the brand, and themes that only their tone can name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from cxtext.themes.naming import Candidate, Casing, Focus, Words, count_terms, measure_focus
from cxtext.themes.naming.candidates import find_second
from cxtext.themes.naming.level import LevelNames
from cxtext.themes.naming.phrases import Phrase

CLOUD = [f"cloud {word}" for word in ("alpha", "beta", "gamma", "delta")]
TESTING = [f"testing {word}" for word in ("epsilon", "zeta", "eta", "theta")]
GREEK = ["kappa", "lambda", "omicron", "sigma", "tau", "phi", "chi", "psi", "omega", "rho", "xi", "nu"]
REST = [f"{word} iota{i}" for i, word in enumerate(GREEK)]


def noun(form, coverage, *, own_share=1.0):
    key = {"testing": "test"}.get(form, form)
    return Candidate(key, form, {key}, typical=1.0, frequent=coverage, coverage=coverage, is_noun=True, own_share=own_share)


def level(texts, labels, *, tone=0.0, ranked=(), casing=None):
    words, one = Words(texts), np.zeros(len(texts), dtype=np.int64)
    repeats = np.ones(len(texts), dtype=np.int64)
    counts = count_terms(words, one, repeats, 1)
    focus = measure_focus(words, counts, one, repeats)
    members = [np.arange(len(texts))]
    found = [find_phrases_of(ranked)]
    return LevelNames(
        labels, [list(ranked)], members, words, counts, focus, found, np.array([tone]), None, [], casing or Casing()
    )


def find_phrases_of(ranked):
    """Return the phrases that candidates are made of, each read twice."""
    return {c.key: Phrase(Counter({c.form: 2})) for c in ranked}


def test_two_nouns_name_what_neither_covers():
    texts = CLOUD + TESTING + REST
    first, second = noun("cloud", 0.2), noun("testing", 0.2)
    names = level(texts, [("Cloud", {"cloud"})], ranked=[first, second])
    names.join_second({})
    assert names.labels[0][0] == "Cloud and testing"


def test_a_phrase_that_has_both_nouns_comes_before_the_word_and():
    texts = CLOUD + TESTING + REST
    both = Candidate("cloud test", "cloud testing", {"cloud", "test"}, coverage=0.05)
    names = level(texts, [("Cloud", {"cloud"})], ranked=[noun("cloud", 0.2), noun("testing", 0.2), both])
    names.join_second({})
    assert names.labels[0][0] == "Cloud testing"


def test_no_second_noun_where_one_covers_or_where_it_means_the_same():
    words, members = Words(CLOUD + TESTING + REST), np.arange(20)
    wide, second = noun("cloud", 0.4), noun("testing", 0.2)
    assert find_second(wide, [wide, second], words, members, {}) is None
    first, same = noun("cloud", 0.2), {"cloud": np.array([1.0, 0.0]), "testing": np.array([1.0, 0.0])}
    assert find_second(first, [first, second], words, members, same) is None
    assert find_second(first, [first, noun("testing", 0.2, own_share=0.1)], words, members, {}) is None, "of other themes"
    assert find_second(first, [first, second], words, members, {}) is second


def test_no_second_noun_where_the_first_means_the_theme_or_the_second_does_not():
    words, members = Words(CLOUD + TESTING + REST), np.arange(20)
    for cover, meaning, other, wanted in (
        (0.2, 0.3, 0.3, True),
        (0.2, 0.3, 0.1, False),
        (0.3, 0.6, 0.6, False),
        (0.2, 0.6, 0.6, True),
    ):
        first, second = replace(noun("cloud", cover), meaning=meaning), replace(noun("testing", 0.15), meaning=other)
        second = replace(second, coverage=0.28) if cover == 0.3 else second
        assert (find_second(first, [first, second], words, members, {}) is second) == wanted
    first, equal = replace(noun("cloud", 0.2), meaning=0.6), replace(noun("testing", 0.2), meaning=0.35)
    assert find_second(first, [first, equal], words, members, {}) is equal, "as many speak of it"
    assert find_second(first, [first, replace(equal, meaning=0.1)], words, members, {}) is None


def test_two_nouns_name_a_theme_whose_name_is_a_quote():
    texts = [*CLOUD, *TESTING, "remote thing moved", *[f"{word} iota{i}" for i, word in enumerate(GREEK[:11])]]
    quote = Candidate("remote thing", "remote thing", {"remote", "thing"}, coverage=0.05, meaning=0.5)
    names = level(texts, [("Remote thing", {"remote", "thing"})], ranked=[quote, noun("cloud", 0.17), noun("testing", 0.17)])
    names.name_quotes()
    assert names.labels[0][0] == "Cloud and testing"
    few = level(texts[3:], [("Remote thing", {"remote", "thing"})], ranked=[quote, noun("cloud", 0.06), noun("testing", 0.2)])
    few.name_quotes()
    assert few.labels[0][0] == "Remote thing", "of few texts a name need not be said by many"


def test_of_quotes_the_one_that_says_most_names_a_theme_and_none_that_says_nothing():
    texts = ["remote thing moved", *[f"{word} iota{i} kappa{i}" for i, word in enumerate(GREEK * 2)]]
    quote = Candidate("remote thing", "remote thing", {"remote", "thing"}, coverage=0.02, meaning=0.4, typical=0.2)
    better = Candidate("app crashes", "app crashes", {"app", "crash"}, coverage=0.01, meaning=0.5, typical=0.5)
    label = [("Remote thing", {"remote", "thing"})]
    names = level(texts, list(label), ranked=[quote, better])
    names.name_quotes()
    assert names.labels[0][0] == "App crashes"
    vague = level(texts, list(label), ranked=[replace(quote, meaning=0.05)], tone=0.6)
    vague.name_quotes()
    assert vague.labels[0][0] == "General praise"


class Topic:
    def __init__(self, name="Food and drinks", share=0.6, words=("food", "drinks")):
        self.name, self.share, self.words = name, share, words

    def name_for(self, polarity):
        return self.name

    def is_about(self, name):
        return any(word in name.lower() for word in self.words)


def test_a_topic_that_says_the_same_and_more_names_a_theme():
    texts = [f"food {word}" for word in GREEK[:6]] + [f"drinks {word}" for word in GREEK[6:10]] + ["snacks rho", "xi nu"]
    food = [noun("food", 0.4)]
    names = level(texts, [("Food", {"food"})], ranked=food)
    names.name_by_topic([Topic()])
    assert names.labels[0][0] == "Food and drinks"
    without = level([text.replace("drinks", "wine") for text in texts], [("Food", {"food"})], ranked=food)
    without.name_by_topic([Topic()])
    assert without.labels[0][0] == "Food", "nobody speaks of drinks"


def test_a_theme_on_the_brand_is_called_so():
    texts = [f"we like Acme {i}" for i in range(8)] + ["nothing", "else"]
    casing = Casing()
    casing.learn(texts)
    names = level(texts, [("Project to Acme", {"project", "acm", "acme"})], casing=casing)
    names.name_whole()
    assert names.labels[0][0] == "Acme in general"
    assert names.find_subjectless().tolist() == [True], "what is said of the brand as a whole is a verdict"


def test_a_quote_names_no_theme_of_unlike_texts():
    texts = [f"{word}{i} other{i}" for i, word in enumerate(["red", "blue", "green"] * 20)] + ["hour wait"]
    quoted = [("Hour wait", {"hour", "wait"})]
    for tone, name in ((-0.6, "General complaints"), (0.1, "Other remarks"), (0.5, "General praise")):
        names = level(texts, list(quoted), tone=tone)
        names.name_mixed()
        assert (names.labels[0][0], names.named_by) == (name, {0: "tone"})
        names.focus = Focus(np.array([0.38]), np.array([0.3]))
        assert names.find_subjectless().tolist() == [True], "a row of that name is no cause, however its words are spread"
    few = level(texts[-10:], list(quoted), tone=-0.6)
    few.name_mixed()
    assert few.labels[0][0] == "Hour wait", "of few texts a name need not be said by many"


def test_what_has_no_name_is_told_apart_from_what_is_named_in_other_words():
    texts = [f"{word}{i} other{i}" for i, word in enumerate(["red", "blue", "green"] * 20)] + ["not return"]
    for apart, wanted in ((1.0, {0}), (2.0, set())):
        names = level(texts, [("Not return", {"return"})], tone=0.1)
        names.taken = [(name, {name}) for name in ("Other remarks", "Further remarks", "Other praise")]
        names.name_mixed(0.07, np.array([apart]))
        assert (names.labels[0][0], names.nameless) == ("Not return", wanted)


def test_a_name_that_many_have_a_word_of_stays():
    texts = [f"the wait {word}" for word in ("irked", "bored", "tired", "vexed") for _ in range(15)]
    names = level(texts, [("Long wait", {"long", "wait"})], tone=-0.6)
    names.name_mixed()
    assert names.labels[0][0] == "Long wait"


def test_a_proper_name_does_not_say_what_people_write_of_it():
    words, members = Words(CLOUD + TESTING + REST), np.arange(20)
    wide, second = noun("cloud", 0.4), noun("testing", 0.2)
    assert find_second(wide, [wide, second], words, members, {}, is_name=True) is second
    casing = Casing()
    casing.learn(["it runs in Cloud", "we use Cloud here", "the GPUs and GPUs", "more GPUs please"])
    assert [(casing.is_name(word), casing.is_acronym(word)) for word in ("Cloud", "GPUs")] == [(True, False), (True, True)]
    names = level(CLOUD + TESTING + REST, [("Cloud", {"cloud"})], ranked=[wide, second], casing=casing)
    names.join_second({})
    assert names.labels[0][0] == "Cloud and testing"


def test_few_texts_more_or_less_leave_a_theme_its_name():
    texts = [f"{word} is one thing" for word in GREEK] + ["queue here"] + [f"other{i} word{i}" for i in range(11)]
    names = level(texts, [("Queue", {"queue"})], tone=-0.9)
    names.focus = Focus(np.array([0.3]), np.array([0.3]))
    names.name_mixed(0.02)
    assert names.labels[0][0] == "Queue"
    names.name_mixed()
    assert names.labels[0][0] == "General complaints"


def test_a_topic_names_a_theme_that_it_covers_better_than_a_phrase_on_it():
    texts = [f"{word} dirty" for word in GREEK[:6]] + ["dirty tables"] + [f"clean {word}" for word in GREEK[6:]]
    ranked = [Candidate("dirti tabl", "dirty tables", {"dirti", "tabl"}, typical=0.9, coverage=0.07), noun("dirty", 0.54)]
    for topic, wanted in (
        (Topic("Cleanliness", 0.9, ("dirty", "clean")), "Cleanliness"),
        (Topic("Waiting time", 0.9, ("wait",)), "Dirty tables"),
    ):
        names = level(texts, [("Dirty tables", {"dirti", "tabl"})], ranked=ranked)
        names.name_by_topic([topic])
        assert names.labels[0][0] == wanted


def test_a_noun_and_its_topic_name_what_the_noun_does_not_cover():
    texts = [f"seating {word}" for word in GREEK[:3]] + [f"crowded {word}" for word in GREEK[3:8]] + GREEK[8:]
    crowding = Topic("Crowding", 0.45, ("crowd",))
    for cover, topic, wanted in (
        (0.25, crowding, "Seating and crowding"),
        (0.4, crowding, "Seating"),
        (0.25, Topic("Seats", 0.45, ("seat",)), "Seating"),
        (0.25, Topic("Crowding", 0.2, ("crowd",)), "Seating"),
    ):
        names = level(texts, [("Seating", {"seating"})], ranked=[noun("seating", cover)])
        names.join_topics([topic])
        assert names.labels[0][0] == wanted
    both = level(texts, [("Seating", {"seating"})], ranked=[noun("seating", 0.25)])
    both.labels.append(("Crowds", {"crowd"}))
    both.ranked.append([])
    both.join_topics([crowding, crowding])
    assert both.labels[0][0] == "Seating", "another theme is on it as well"


def test_a_name_to_which_a_theme_is_not_nearer_than_others_is_not_its_name():
    texts = [f"help {word}" for word in GREEK for _ in range(3)]
    for apart, wanted in ((0.2, "Other remarks"), (1.2, "Help")):
        names = level(texts, [("Help", {"help"})])
        names.name_mixed(0.1, np.array([apart]))
        assert names.labels[0][0] == wanted


def test_a_longer_phrase_that_covers_a_theme_and_means_more_names_it():
    wide = replace(noun("maintainers", 0.7), meaning=0.6)
    for cover, meaning, wanted in ((0.24, 0.7, "More maintainers"), (0.24, 0.5, "Maintainers"), (0.1, 0.7, "Maintainers")):
        more = Candidate("more maintain", "more maintainers", {"maintainers"}, coverage=cover, meaning=meaning)
        names = level(CLOUD, [("Maintainers", {"maintainers"})], ranked=[wide, more])
        names.say_more()
        assert names.labels[0][0] == wanted


def test_a_mixed_theme_that_only_tells_what_happened_is_named_by_its_tone():
    texts = [f"return {word} {i}" for word in GREEK for i in range(2)] + [f"{word} hurt" for word in GREEK for _ in range(4)]
    for flat, focus, wanted in ((0.0, 0.3, "Other remarks"), (0.9, 0.3, "Return"), (0.0, 0.7, "Return")):
        names = level(texts, [("Return", {"return"})])
        names.members = [np.arange(24)]
        names.polarity = np.repeat([flat, -0.9], [24, 48])
        names.focus = Focus(np.array([focus]), np.array([focus]))
        names.name_mixed()
        assert names.labels[0][0] == wanted


def test_a_name_that_is_mostly_said_elsewhere_names_no_mixed_theme():
    texts = [f"{word} flight {i}" for word in GREEK for i in range(2)] + [f"this flight {word}" for word in GREEK]
    for word, own_share, focus, pointer, wanted in (
        ("legroom", 0.5, 0.3, "this", "Other remarks"),
        ("legroom", 0.5, 0.3, "one", "Legroom"),
        ("legroom", 0.2, 0.3, "one", "Other remarks"),
        ("legroom", 0.2, 0.7, "one", "Legroom"),
        ("flight", 0.5, 0.7, "one", "Other remarks"),
        ("flight", 0.8, 0.7, "one", "Flight"),
    ):
        ranked = [noun(word, 0.5, own_share=own_share)]
        written = [text.replace("this", pointer).replace("flight", word) for text in texts]
        names = level(written, [(word.capitalize(), {word})], ranked=ranked)
        names.focus = Focus(np.array([focus]), np.array([focus]))
        names.name_mixed()
        assert names.labels[0][0] == wanted


def test_a_topic_on_the_subject_of_a_name_takes_its_place_where_it_covers_many_more():
    texts = [f"sushi {word}" for word in GREEK[:4]] + [f"seafood {word}" for word in GREEK[4:9]] + [f"word {i}" for i in range(3)]
    for called, share, wanted in (
        ("Seafood", 0.7, "Seafood"),
        ("Seafood", 0.4, "Sushi"),
        ("Sushi and seafood", 0.4, "Sushi and seafood"),
        ("Sushi and meat", 0.7, "Sushi"),
    ):
        names = level(texts, [("Sushi", {"sushi"})], ranked=[noun("sushi", 0.33)])
        names.name_by_topic([Topic(called, share, ("sushi",))])
        assert names.labels[0][0] == wanted
    most = level(texts[:4] + texts[9:], [("Sushi", {"sushi"})], ranked=[noun("sushi", 0.57)])
    most.name_by_topic([Topic("Sushi and seafood", 0.9, ("sushi",))])
    assert most.labels[0][0] == "Sushi", "half of the theme says so"


def test_an_adjective_takes_the_noun_that_it_is_said_of():
    texts = [f"supportive staff {word}" for word in GREEK[:3]] + [f"supportive {word}" for word in GREEK[3:6]] + ["staff", "food"]
    adjective = Candidate("support", "supportive", {"support"}, coverage=0.5)
    names = level(texts, [("Supportive", {"support"})], ranked=[adjective, noun("staff", 0.4), noun("food", 0.1)])
    names.phrases[0]["support"].cost = 0.6
    names.add_nouns()
    assert names.labels[0][0] == "Supportive staff"
    alone = level([*texts[3:6], "food"], [("Supportive", {"support"})], ranked=[adjective, noun("food", 0.2)])
    alone.phrases[0]["support"].cost = 0.6
    alone.add_nouns()
    assert alone.labels[0][0] == "Supportive", "of nothing in particular"


def test_praise_is_left_out_of_a_name_where_the_noun_covers_more():
    great = Candidate("great communiti", "great community", {"great", "communiti"}, coverage=0.2)
    texts = ["great community", *[f"community {word}" for word in GREEK[:4]]]
    names = level(texts, [("Great community", {"great", "communiti"})], ranked=[great])
    names.drop_praise()
    assert names.labels[0][0] == "Community"
    same = level(texts[:1], [("Great community", {"great", "communiti"})], ranked=[replace(great, coverage=1.0)])
    same.drop_praise()
    assert same.labels[0][0] == "Great community", "it is as true with the praise"
    thing = Candidate("great thing", "great things", {"great", "thing"}, coverage=0.2)
    vague = level(["great things", "things", "other things"], [("Great things", {"great", "thing"})], ranked=[thing])
    vague.drop_praise()
    assert vague.labels[0][0] == "Great things", "what is left names nothing"


def test_a_second_noun_beside_one_that_covers_enough_covers_many_others_and_is_of_this_theme():
    texts = CLOUD * 2 + TESTING + [f"rest {i}" for i in range(8)]
    words, members = Words(texts), np.arange(20)
    first, second = noun("cloud", 0.4), noun("testing", 0.2)
    assert find_second(first, [first, second], words, members, {}, covers=True) is second
    for other in (noun("testing", 0.2, own_share=0.4), replace(second, key="fun", form="fun")):
        assert find_second(first, [first, other], Words([*texts, "fun"]), members, {}, covers=True) is None
    assert find_second(replace(first, coverage=0.5), [first, second], words, members, {}, covers=True) is None
