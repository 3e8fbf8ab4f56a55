"""One topic of the catalogue, and which domain it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

#: Topics of this domain may occur in any survey.
GENERAL = "general"
#: Polarity, -1 to 1, from which on a name says what is wrong, or what is good.
TONE = 0.6


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of customer experience.

    Parameters
    ----------
    topic_id : str
        Stable, such as ``waiting-time``: what column ``topic`` of table ``themes`` holds.
    name : str
        Neutral: ``Waiting time``.
    definition : str
        One sentence.
    domain : str
        ``general``, or the kind of company or product that it belongs to.
    words : tuple of str
        An opinion on it has one of them. ``wait*`` is every word that begins so; of a phrase all words are needed, in any order.
    examples : tuple of str
        Opinions on it.
    pain, strength : str, optional
        What it is called where people complain, and where they praise.
    instead_of : tuple of str
        Ids of topics that this one takes the place of in a survey of its domain, as two that are alike would hide each other.
    """

    topic_id: str
    name: str
    definition: str
    domain: str
    words: tuple[str, ...]
    examples: tuple[str, ...]
    pain: str | None = None
    strength: str | None = None
    instead_of: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it has: neutral, of a pain, of a strength."""
        return tuple(name for name in (self.name, self.pain, self.strength) if name is not None)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is embedded: names, definition, examples, and the words in one line."""
        return (*self.names, self.definition, *self.examples, ", ".join(word.rstrip("*") for word in self.words))

    def name_for(self, polarity: float) -> str:
        """Return what the topic is called in opinions of a mean polarity, -1 to 1.

        >>> topic = Topic("queues", "Queues", "Lines of people.", "general", ("queue",), ("Long queue",), pain="Long queues")
        >>> topic.name_for(-0.6), topic.name_for(0.6)
        ('Long queues', 'Queues')
        """
        special = self.pain if polarity <= -TONE else self.strength if polarity >= TONE else None
        return special or self.name
