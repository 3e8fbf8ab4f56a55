"""The word lists of one language, one class per TOML file; the files say what each list is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxtext.language.phrases import Phrases


@dataclass(frozen=True, eq=False)
class NonAnswerWords:
    """Answers that say nothing: ``non_answers.toml``."""

    openings: Phrases
    closings: Phrases
    answers: Phrases
    other_languages: Phrases
    without_view: Phrases
    without_view_starts: tuple[str, ...]
    courtesies: Phrases
    joining: Phrases
    meaningful_letters: str
    vowels: str


@dataclass(frozen=True, eq=False)
class ClauseWords:
    """Where sentences end and clauses contrast: ``clauses.toml``."""

    abbreviations: frozenset[str]
    often_last: frozenset[str]
    contrasts: Phrases
    no_contrast_before: Phrases
    contrasts_after_comma: Phrases
    no_contrast_after_comma_before: Phrases
    concessions: Phrases
    leading_concessions: Phrases
    before_leading: Phrases
    one_letter_words: frozenset[str]
    contrasts_after_break: Phrases
    conjunctions: Phrases
    emphasis: Phrases
    exceptions: Phrases
    exception_follows: Phrases
    comparing: frozenset[str]
    joining_after_denial: frozenset[str]
    fixed_before: Phrases
    not_only: Phrases
    denials: Phrases
    denial_endings: Phrases
    verb_hints: Phrases
    pauses: Phrases


@dataclass(frozen=True, eq=False)
class MailWords:
    """What letters and e-mail programs put around a comment: ``mail.toml``."""

    hellos: Phrases
    salutations: Phrases
    addressed: Phrases
    firm_closings: Phrases
    closings: Phrases
    closing_starts: Phrases
    closing_hints: Phrases
    pleas: Phrases
    reply_marks: Phrases
    header_from: Phrases
    header_next: Phrases
    quote_starts: Phrases
    quote_ends: tuple[str, ...]
    quote_verbs: Phrases
    sent_from: Phrases
    sent_from_hints: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class WrappingWords:
    """What platforms, chats, forms and mail gateways put around a comment: ``wrappings.toml``."""

    platform_starts: Phrases
    platform_ends: Phrases
    translated: Phrases
    original: Phrases
    agents: Phrases
    customers: Phrases
    agent_phrases: Phrases
    record_fields: Phrases
    text_fields: Phrases
    asked: Phrases
    question_starts: Phrases
    side_labels: Phrases
    side_openings: Phrases
    disclaimers: Phrases
    auto_replies: Phrases
    edge_hints: tuple[str, ...]
    disclaimer_hints: tuple[str, ...]
    auto_reply_hints: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SpellingWords:
    """Words that are brought to their usual spelling: ``spelling.toml``.

    Parameters
    ----------
    respelled : mapping of str to tuple of str
        By the usual spelling, others of the word.
    """

    words: frozenset[str]
    stretched: frozenset[str]
    respelled: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class EmojiWords:
    """Emoji as words: ``emoji.toml``.

    Parameters
    ----------
    feelings : mapping of str to str
        The emoji of each feeling, one character each, without a separator.
    """

    star: str
    stars: str
    flag: str
    noise: Phrases
    picture_words: Phrases
    feelings: Mapping[str, str]

    @property
    def pictures(self) -> Phrases:
        """What emoji of two words are written as."""
        return Phrases((*(word for word in self.feelings if " " in word), *self.picture_words.entries))


@dataclass(frozen=True, eq=False)
class ValenceWords:
    """What turns, sets against or leaves out the valence of rated words: ``valence.toml``."""

    negations: frozenset[str]
    negation_endings: tuple[str, ...]
    contrasts: frozenset[str]
    wishes: Phrases
    wish_starts: Phrases
    wish_hints: tuple[str, ...]
    no_change: Phrases
    no_change_hints: tuple[str, ...]
    nothing: Phrases
    nothing_after: Phrases
    nothing_not_before: Phrases


@dataclass(frozen=True, eq=False)
class Form:
    """A form that shows in single words, or in a phrase, which is looked for only where one of its hints is."""

    words: frozenset[str] = frozenset()
    phrases: Phrases | None = None
    hints: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class FormWords:
    """How wishes, requests, questions, reports of faults and thanks are put: ``forms.toml``.

    Parameters
    ----------
    openings : mapping of str to Phrases
        By the name of the form, how a text begins that has it, after leading words.
    anywhere : mapping of str to Form
        By the name of the form, what shows it anywhere in a text.
    """

    leading_words: Phrases
    somebody: Phrases
    openings: Mapping[str, Phrases]
    anywhere: Mapping[str, Form]


@dataclass(frozen=True, eq=False)
class JudgementWords:
    """Statements whose words mislead about their sentiment: ``judgements.toml``."""

    evils: frozenset[str]
    prices: frozenset[str]
    nuisances: frozenset[str]
    fails: frozenset[str]
    goods: frozenset[str]
    small: frozenset[str]
    scanty: frozenset[str]
    deficits: frozenset[str]
    large: frozenset[str]
    grown: frozenset[str]
    ended: frozenset[str]
    end: frozenset[str]
    able: frozenset[str]
    none: frozenset[str]
    free: frozenset[str]
    denying: frozenset[str]
    wishing: frozenset[str]
    filling: frozenset[str]
    needless: frozenset[str]
    praising: frozenset[str]
    blaming: frozenset[str]
    hedges: frozenset[str]
    better: Phrases
    worse: Phrases
    past: Phrases
    content: Phrases
    sayings_of_praise: Phrases
    sayings_of_blame: Phrases


@dataclass(frozen=True, eq=False)
class NameWords:
    """Words that decide what can be the name of a theme: ``names.toml``."""

    negations: frozenset[str]
    stop: frozenset[str]
    evaluative: frozenset[str]
    generic: frozenset[str]
    spans: frozenset[str]
    light_verbs: frozenset[str]
    articles: frozenset[str]
    openers: frozenset[str]
    absolutes: frozenset[str]
    complaints: Phrases
    complaint_prepositions: Phrases
    unspecific: frozenset[str]
    determiners: frozenset[str]
    joining: str
    always_capital: frozenset[str]
    pointing: tuple[str, ...]
    parsers: tuple[str, ...]
    stemmer: str
    blame: str
    praise: str
    mixed: str
    other_blame: str
    other_praise: str
    other_mixed: str
    whole: str


@dataclass(frozen=True, eq=False)
class KindWords:
    """Words that decide whether an opinion says why: ``kinds.toml``."""

    judging: frozenset[str]
    whole: frozenset[str]
    degrees: frozenset[str]
    intents: Phrases


@dataclass(frozen=True, eq=False)
class AsideWords:
    """What is no feedback on anything: ``asides.toml``."""

    greetings: Phrases
    opt_outs: Phrases
    small_talk: Phrases
    survey: Phrases


@dataclass(frozen=True, eq=False)
class CommonWords:
    """Words that texts of the language are full of: ``common.toml``."""

    words: frozenset[str]


@dataclass(frozen=True, eq=False)
class RedactionWords:
    """Words beside personal data: ``redaction.toml``."""

    identifiers: Phrases
    short_identifiers: Phrases
    number_words: Phrases
    being: Phrases
    telephones: Phrases
    telephone_links: Phrases
    extensions: Phrases
    figure_units: Phrases
    units: Phrases
    currencies: Phrases
    counted: Phrases
    postcodes: Phrases
    streets: Phrases
    plain_streets: Phrases
    named_streets: Phrases
    street_places: Phrases
    street_openings: Phrases
    plain_street_openings: Phrases
    street_prepositions: Phrases
    street_endings: Phrases
    plain_street_endings: Phrases
    house_numbers: Phrases
    rooms: Phrases
    weak_rooms: Phrases
    room_writings: Phrases
    corners: Phrases
    address_hints: Phrases
    births: Phrases
    months: Phrases
    secrets: Phrases
    titles: Phrases
    introductions: Phrases
    roles: Phrases
    addressed: Phrases
    surname_endings: Phrases


@dataclass(frozen=True, eq=False)
class Language:
    """All word lists of one language; get one with :func:`load_language`.

    Two languages are the same only when they are one object, so that patterns built of one can be cached by it.

    Parameters
    ----------
    code : str
        ISO 639-1, such as ``"en"``; the name of the folder.
    non_answers : NonAnswerWords
    clauses : ClauseWords
    mail : MailWords
    wrappings : WrappingWords
    spelling : SpellingWords
    emoji : EmojiWords
    valence : ValenceWords
    judgements : JudgementWords
    forms : FormWords
    names : NameWords
    kinds : KindWords
    asides : AsideWords
    common : CommonWords
    redaction : RedactionWords
    """

    code: str
    non_answers: NonAnswerWords
    clauses: ClauseWords
    mail: MailWords
    wrappings: WrappingWords
    spelling: SpellingWords
    emoji: EmojiWords
    valence: ValenceWords
    judgements: JudgementWords
    forms: FormWords
    names: NameWords
    kinds: KindWords
    asides: AsideWords
    common: CommonWords
    redaction: RedactionWords
