"""How lines of words are set, as tables: change the manner here, not in the code that reads it.

Energies and loudness ranks are 0..1. Rows are read from the top, the first whose `least` is reached
decides.
"""

from dataclasses import dataclass
from typing import Literal

Direction = Literal["none", "left", "right", "up", "down"]


@dataclass(frozen=True)
class SizeRule:
    """From this section energy upward, so many times the theme's size."""

    least: float
    scale: float


SIZES = (SizeRule(0.75, 1.2), SizeRule(0.45, 1.05), SizeRule(0.2, 0.95), SizeRule(0.0, 0.85))
HOOK_SIZE = 1.15  # a line that the song comes back to
SHORT_SIZE, SHORT_WORDS = 1.2, 3  # a line of at most so many words
LONG_SIZE, LONG_WORDS = 0.9, 9  # of at least so many
BESIDE_SIZE = 0.8  # a line that is sung while another stands
LOUD_SIZE = 0.2  # from the softest line of the song to the loudest
SMALLEST, LARGEST = 0.7, 1.6


@dataclass(frozen=True)
class PaceRule:
    """From this energy upward, a line takes so many beats to come, and to go."""

    least: float
    enter: float
    exit: float


PACES = (PaceRule(0.7, 0.25, 0.25), PaceRule(0.4, 0.5, 0.5), PaceRule(0.0, 1.0, 1.5))
PACE_S = (0.12, 0.9)  # in seconds never outside
ROOM = 0.8  # leaving takes at most this share of what is left after the last word


@dataclass(frozen=True)
class MoveRule:
    """Where lines move, from this energy and this rise (-1..1) upward; two directions take turns
    line by line."""

    least: float
    rise: float
    directions: tuple[Direction, ...]


MOVES = (
    MoveRule(0.0, 0.1, ("up",)),
    MoveRule(0.6, -0.1, ("left", "right")),
    MoveRule(0.0, -0.1, ("none",)),
    MoveRule(0.0, -1.0, ("down",)),
)


@dataclass(frozen=True)
class Stress:
    """What makes a word stand out, each part 0..1 or so, times its weight; from `least` upward it
    does, at most every `spread`-th word of a line."""

    loud: float = 1.2  # louder than its line, as a share of the song's range
    held: float = 0.35  # for each time that it lasts twice the usual
    accent: float = 0.3  # begins on a downbeat; half of it on a beat
    title: float = 0.5  # a word of the title
    rhyme: float = 0.25  # the line's last word, where it rhymes with a line nearby
    cried: float = 0.7  # in capitals, or with an exclamation mark
    least: float = 0.55
    spread: int = 4


STRESS = Stress()
ON_BEAT_S = 0.09
RHYME_LINES = 3  # a rhyme is looked for in so many lines before and after


@dataclass(frozen=True)
class Joint:
    """How good it is to break between two words: what speaks for it, and what against."""

    sentence: float = 1.0  # after . ! ? ; :
    comma: float = 0.6
    pause: float = 0.6  # for each beat of silence between the words, up to one and a half beats
    clause: float = 0.4  # before a word that opens a clause
    downbeat: float = 0.15
    leaning: float = -0.9  # after an article, a preposition, a pronoun, unless a clause opens


JOINT = Joint()
CAPTION_WORDS, CAPTION_LETTERS = 10, 52  # a caption that is longer is cut into several
ROW_LETTERS = 14  # no row of a broken line is meant to be shorter
ROW_LEAST = 0.5  # a joint as good as this breaks the row
UNEVEN = 0.8  # what it costs to cut into parts that are not alike

SENTENCE, COMMA = ".!?;:…。！？；", ",—–،、，"

CLAUSES = frozenset(
    """
    and but or so because cause 'cause when while if that who which where until till before after
    then though although as like unless since than
    und aber oder denn weil wenn während ob dass wo bis bevor nachdem als wie sondern
    et mais ou donc car quand si que qui où avant après comme puisque
    y pero o porque cuando si que quien donde hasta antes después como mientras
    e ma perché quando se che chi dove prima dopo come mentre mas porque quem onde até antes depois
    """.split()  # noqa: SIM905
)
LEANING = frozenset(
    """
    a an the of to in on at by for from with into my your his her its our their i you he she it we
    they this that these those no not don't won't can't i'm you're we're is are was were be
    der die das den dem des ein eine einen einem einer im am zum zur in an auf von zu mit für mein
    dein sein ihr ich du er sie es wir nicht kein
    le la les un une des du de d' l' à au aux en dans sur avec pour mon ton son ma ta sa je tu il
    elle on nous vous ne
    el los las una unos del al con por para mi tu su yo tú él ella me te se no
    il lo gli uno di da nel sul con per mio tuo suo io mi ti si non o os as um uma do no na em meu
    teu seu eu ele ela não
    """.split()  # noqa: SIM905
)
PLAIN = (
    CLAUSES
    | LEANING
    | frozenset(
        """
    have has had do does did will would can could should just many got oh ooh ah yeah hey la na
    there here what how up down out me him them us it's that's all some any very too
    ist sind war hat haben wird kann nur auch noch schon mich dich sich uns euch was
    est sont était ai as a avons avez ont peut plus tout me se lui
    es son era he has ha hemos puede más todo lo
    è sono era ho hai ha può più tutto é são tem pode mais tudo
    """.split()  # noqa: SIM905
    )
)  # words that carry no stress of their own
