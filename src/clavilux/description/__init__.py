"""Every second of a song in words, after the AIMV document: what feeds a picture prompt.

In: features, timed words if there are any. Out: one `Second` for each window of one second: the
volume against the running average, the words sung, three instruments, a colour name, abstractions
and a sentence. `docs/describe.md` has the tables and rules, `docs/decisions` (aimv) where the
document contradicts itself and what was chosen.
"""

from clavilux.description.seconds import Options, Second, describe

__all__ = ["Options", "Second", "describe"]
