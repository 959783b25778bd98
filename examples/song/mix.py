"""The desk: levels, places, rooms and the master. In: stems. Out: the song, `float64[2, samples]`
at -14 LUFS.
"""

import choir
import effects as fx
import groove
import numpy as np
import score
import stems
from effects import db
from master import finish
from scipy.ndimage import uniform_filter1d

HATS = {"hat", "pedal", "open", "ride", "shaker", "tamb"}
CYMBALS = {"crash", "crash2"}
SKINS = {"snare", "clap", "snap", "tick", "tom1", "tom2", "tom3"}
SOLOISTS = {"voice", "skins", "kick", "cymbals"}
RIDES_DB = {"intro": -1.0, "verse": -0.7, "chorus": 0.0, "bridge": -2.2, "outro": -1.0}
# Stem: (level in dB, room send in dB, hall send in dB, echo send in dB, ducking 0..1). None: not
# sent.
DESK = {
    "kick": (-6.0, None, None, None, 0.0),
    "skins": (-0.5, -14.0, -20.0, None, 0.0),
    "hats": (2.5, -20.0, None, None, 0.1),
    "cymbals": (1.0, None, -16.0, None, 0.15),
    "bass": (-12.0, None, None, None, 0.55),
    "pad": (-11.5, None, -12.0, None, 0.6),
    "stabs": (-12.5, -18.0, -14.0, None, 0.55),
    "glass": (-17.0, None, -12.0, -9.0, 0.25),
    "lead": (-6.0, None, -11.0, -8.0, 0.3),
    "piano": (4.0, -18.0, -13.0, None, 0.2),
    "guitar": (4.0, -16.0, None, -16.0, 0.2),
    "strings": (0.0, None, -11.0, None, 0.3),
    "sweeps": (-6.0, None, -12.0, None, 0.3),
    "voice": (5.0, -20.0, -15.0, -19.0, 0.06),
    "doubles": (-6.5, None, -12.0, None, 0.1),
    "thirds": (-2.5, None, -12.0, -18.0, 0.1),
    "ahs": (-10.0, None, -8.0, None, 0.35),
}


def dry_stems() -> dict[str, np.ndarray]:
    """Every stem with the equalizing that belongs to it."""
    skins = stems.drums(SKINS)
    return {
        "kick": stems.drums({"kick", "heart"}),
        "skins": fx.bell(skins, 400, -2.5),
        "hats": fx.high_pass(stems.drums(HATS), 400),
        "cymbals": fx.high_pass(stems.drums(CYMBALS), 350),
        "bass": fx.bell(fx.high_pass(stems.bass(), 32), 900, 2.0),
        "pad": fx.bell(stems.pad(), 350, -3.0),
        "stabs": fx.shelf(stems.stabs(), 7000, -3.0),
        "glass": stems.glass(),
        "lead": fx.bell(stems.lead(), 1200, -2.0),
        "piano": fx.bell(fx.high_pass(stems.piano(), 90), 300, -2.0),
        "guitar": fx.high_pass(stems.guitar(), 180),
        "strings": fx.shelf(fx.high_pass(stems.strings(), 200), 6000, 2.0),
        "sweeps": stems.sweeps(),
        "voice": choir.lead(),
        "doubles": choir.doubles(),
        "thirds": choir.thirds(),
        "ahs": choir.ahs(),
    }


def _kicks() -> list[float]:
    return [hit.beat for hit in groove.hits() if hit.drum == "kick"]


def _tuck(voice: np.ndarray) -> np.ndarray:
    """How far chords step back while the singer sings: a gain curve, 2.5 dB at most."""
    level = fx.envelope_db(voice, 0.05, 0.35)
    depth = np.clip((level + 45) / 20, 0, 1) * -2.5
    places = np.arange(voice.shape[1]) / fx.BLOCK
    return 10 ** (np.interp(places, np.arange(len(depth)), depth) / 20)


def levelled(dry: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Stems at their level, ducked under kick and voice."""
    tuck, breath, found = _tuck(dry["voice"]), _breath(), {}
    for name, sound in dry.items():
        level, _, _, _, ducked = DESK[name]
        gain = db(level) * (fx.duck(_kicks(), ducked, 0.26) if ducked else 1.0)
        if name in {"pad", "stabs", "piano", "guitar", "lead", "strings"}:
            gain = gain * tuck
        found[name] = sound * gain * (1.0 if name in SOLOISTS else breath)
    return found


def _rides() -> np.ndarray:
    """The hand on the master fader: a gain curve, section by section, gliding over half a beat."""
    steps = [RIDES_DB[part.label] for part in score.FORM]
    steps[-2] += 0.8
    edges = [score.sample_of(beat) for beat in score.starts()[1:-1]]
    curve = np.array(steps)[np.searchsorted(edges, np.arange(score.LENGTH), side="right")]
    return 10 ** (uniform_filter1d(curve.astype(float), score.RATE // 4) / 20)


def _breath() -> np.ndarray:
    """Everything but singer and skins stops for the last three quarters of a beat before the last
    chorus.
    """
    gain, end = np.ones(score.LENGTH), score.where("chorus", 3)
    gain[score.sample_of(end - 0.75) : score.sample_of(end)] = 0.0
    return uniform_filter1d(gain, 480)


def _sends(ready: dict[str, np.ndarray], column: int) -> np.ndarray:
    out = stems.silence()
    for name, sound in ready.items():
        send = DESK[name][column]
        if send is not None:
            out += sound * db(send)
    return out


def mix(ready: dict[str, np.ndarray]) -> np.ndarray:
    """All stems and their rooms, summed and finished."""
    out = sum(ready.values())
    small = fx.room("plate", 0.7, 6000, 0.006)
    large = fx.room("hall", 2.4, 3800, 0.028)
    out = out + fx.reverb(_sends(ready, 1), small) * 2.0
    repeats = fx.echo(_sends(ready, 3), 0.75, 0.52) * 5.0
    out = out + repeats
    wet = fx.reverb(_sends(ready, 2) + 0.2 * repeats, large)
    out = out + fx.high_pass(wet, 220)
    return finish(out * _rides())
