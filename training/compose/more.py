"""Styles that the first corpus lacked: slow hip-hop under fast hats, broken beats at high speed,
house whose bass keeps off the beat, ballads in six and twelve eighths, drumless waltzes, strings,
choirs and guitars, slow songs under busy eighths. Written as `styles.py` says; patterns of held-out
styles are not among them.
"""

from .styles import CHOIR, DRIVEN, GUITARS, ORGANS, PADS, PIANOS, STRINGS, SYNTHS, WINDS, Style

SLOW_HATS = (0.5, 0.66, 2)
CLASSICAL = "classical classical_minor"
ELECTRIC = (*PIANOS, 26, 4)

MORE = (
    Style("lofi", 4, 4, (66, 92), "machine band", SLOW_HATS, "jazz vamp minor", comp=ELECTRIC, electronic=0.4),
    Style("old_school", 4, 4, (84, 106), "machine", harmony="vamp minor", electronic=0.6, syncopation=0.5),
    Style("slow_rap", 4, 4, (64, 84), "machine band", SLOW_HATS, "minor vamp", comp=PADS + PIANOS, electronic=0.5),
    Style("trap_rolls", 4, 8, (60, 84), "machine", harmony="minor vamp", comp=PADS + PIANOS, electronic=0.9, weight=1.5),
    Style("drill", 4, 4, (66, 76), "machine", harmony="minor", comp=PADS + PIANOS, electronic=0.9),
    Style("liquid", 4, 4, (164, 178), "machine", harmony="minor jazz", comp=PADS + PIANOS, electronic=0.7, group="dance"),
    Style("chopped", 4, 4, (156, 178), "machine", harmony="vamp minor", electronic=0.4, group="dance", weight=1.5),
    Style("big_beat", 4, 4, (96, 132), "machine", harmony="vamp rock", electronic=0.4, group="dance"),
    Style("two_step", 4, 4, (126, 138), "machine", SLOW_HATS, "minor vamp", electronic=0.8, group="dance"),
    Style("deep_house", 4, 4, (116, 128), "machine", harmony="jazz minor vamp", comp=PADS + PIANOS, electronic=0.8, group="dance", weight=1.2),
    Style("festival", 4, 4, (120, 136), "machine", harmony="minor pop", comp=SYNTHS + PADS, electronic=0.95, group="dance", weight=1.2),
    Style("busy_rock", 4, 4, (58, 84), harmony="rock pop minor", comp=DRIVEN + GUITARS, density=0.6, weight=1.5),
    Style("slow_pop", 4, 4, (58, 84), "machine band", comp=PIANOS + GUITARS + PADS, electronic=0.4, density=0.6, weight=1.5),
    Style("six_ballad", 2, 6, (42, 72), "band loose", harmony="pop minor gospel", comp=GUITARS + PIANOS, weight=1.5),
    Style("twelve_ballad", 4, 3, (48, 78), "band loose", harmony="pop minor", comp=PIANOS + GUITARS + PADS, weight=1.3),
    Style("six_piano", 2, 3, (40, 68), "loose rubato", harmony="classical classical_minor pop", comp=PIANOS[:2], drums=False, group="piano"),
    Style("broken_waltz", 3, 2, (84, 176), "loose rubato", harmony=CLASSICAL, comp=(*PIANOS[:2], 46), drums=False, group="piano", weight=1.3),
    Style("strings_three", 3, 2, (72, 150), "loose rubato", harmony=CLASSICAL, comp=STRINGS + WINDS[:2], bass=(42, 43), drums=False, group="orchestra", weight=1.2),
    Style("strings_flow", 4, 4, (58, 116), "loose rubato", harmony=CLASSICAL, comp=STRINGS, bass=(42, 43), drums=False, group="orchestra", weight=1.2),
    Style("choir_slow", 4, 2, (56, 100), "loose rubato", harmony="gospel classical", chord_bars=".5 1", comp=CHOIR + ORGANS[2:], drums=False, group="choir"),
    Style("guitar_slow", 4, 4, (54, 92), "loose band", harmony="folk minor pop", comp=GUITARS[:2], drums=False, group="folk", weight=1.3),
    Style("guitar_three", 3, 4, (60, 120), "loose band", harmony="folk minor", comp=GUITARS[:2], drums=False, group="folk"),
    Style("piano_eighths", 4, 2, (64, 144), "loose rubato", harmony="pop minor classical", comp=PIANOS[:2], drums=False, group="piano", weight=1.2),
)  # fmt: skip
