"""The banks: which sounds teach the tagger, which set its doubt, which judge it.

TEACH: our own synthesis; FluidR3 GM and MuseScore General (MIT); strokes of Sonic Pi (CC0) and of
two kits of Hydrogen (CC0, CC BY 3.0: Emanuel Rumpf); speech of eSpeak NG and Flite, spoken and
sung. RECORDED: notes that people played, of two collections (CC BY 3.0), which teach too.
DOUBT: csound's GM bank (LGPL), never learned from, for calibration.
JUDGE: TimGM6mb (GPL-2), the held-out source; PIECES: composed ones, all parts by it.
REAL: recorded strokes of nine other kits of Hydrogen (GPL, CC BY-SA), never learned from.
"""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from compose.styles import HELD
from sounds import bank, ensembles, fonts, plucked, recorded, stems, strokes
from sounds.catalogue import DRUMS, PLAYED, PROGRAMS, truth
from sounds.effects import treated
from sounds.phrases import phrase
from sounds.stems import Stem

Rng = np.random.Generator
FLUID, MUSE = "FluidR3_GM.sf2", "MuseScore_General_Full.sf3"
CSOUND, TIM = "sf_GMbank.sf2", "TimGM6mb.sf2"
KITS = {
    FLUID: (0, 1, 2, 3, 4, 5, 8, 16, 24, 25, 32, 40),
    MUSE: (0, 3, 8, 16, 24, 25, 32, 40, 56),
    CSOUND: (0, 8, 16, 24, 25, 32, 40),
    TIM: (0, 8, 16, 24, 25, 32, 40),
}
TAUGHT_KITS = ("Audiophob", "rumpf_kit_z01_h2")
UNHEARD_KITS = (
    "BJA_Pacific",
    "ColomboAcousticDrumkit",
    "ElectricEmpireKit",
    "ForzeeStereo",
    "HardElectro1",
    "Millo-Drums_v.1",
    "Millo_MultiLayered2",
    "The Black Pearl 1.0",
    "VariBreaks",
)


def of_own(rng: Rng, kind: str, count: int) -> Iterator[Stem]:
    for _ in range(count):
        yield stems.played(rng, kind)


def of_font(rng: Rng, name: str, part: int, parts: int, count: int) -> Iterator[Stem]:
    """`count` phrases of every program of a font, of every `parts`-th program from `part`."""
    for program in PROGRAMS[part::parts]:
        low, high, styles = PLAYED[program.played]
        phrases = [phrase(rng, stems.SECONDS, low, high, styles) for _ in range(count)]
        says = truth(program.says, program.unsure)
        kind = program.says[0] if program.says else program.played
        for sound in fonts.render(fonts.font(name), program.number, phrases, stems.SECONDS, rng):
            if np.abs(sound).max() > 1e-3:
                yield Stem(stems.level(sound), says, name, kind)


def of_drums(rng: Rng, source: str, count: int) -> Iterator[Stem]:
    """`count` rhythms of every drum of a collection."""
    for drum in DRUMS:
        kits = [kit for kit in COLLECTIONS[source](rng, drum) if drum in kit]
        for _ in range(count if kits else 0):
            kit = kits[int(rng.integers(len(kits)))]
            yield stems.rhythm(rng, drum, kit[drum], source)


def _of_own_drums(rng: Rng, drum: str) -> list[strokes.Kit]:
    return [{drum: [strokes.drums.hit(drum, rng)]} for _ in range(40)]


def _once(make: Callable[[Rng], list[strokes.Kit]]) -> Callable[[Rng, str], list[strokes.Kit]]:
    made: list[list[strokes.Kit]] = []

    def kits(rng: Rng, drum: str) -> list[strokes.Kit]:
        if not made:
            made.append(make(rng))
        return made[0]

    return kits


COLLECTIONS: dict[str, Callable[[Rng, str], list[strokes.Kit]]] = {
    "own": _of_own_drums,
    "sonic-pi": _once(lambda rng: strokes.of_sonic_pi()),
    "hydrogen": _once(lambda rng: strokes.of_hydrogen(TAUGHT_KITS)),
    "unheard": _once(lambda rng: strokes.of_hydrogen(UNHEARD_KITS)),
    FLUID: _once(lambda rng: strokes.of_font(FLUID, KITS[FLUID], rng)),
    MUSE: _once(lambda rng: strokes.of_font(MUSE, KITS[MUSE], rng)),
    CSOUND: _once(lambda rng: strokes.of_font(CSOUND, KITS[CSOUND], rng)),
    TIM: _once(lambda rng: strokes.of_font(TIM, KITS[TIM], rng)),
}


def of_recorded(rng: Rng, package: str, count: int) -> Iterator[Stem]:
    """`count` phrases of a recorded instrument; of some also sections, and driven guitars."""
    recording = next(r for r in recorded.RECORDINGS if r.package == package)
    makers = [recorded.stem]
    makers += [recorded.section] if recording.many else []
    makers += [recorded.driven] if recording.played == "electric guitar" else []
    for make in makers:
        for _ in range(count):
            yield make(rng, recording)


def of_driven(rng: Rng, name: str, count: int) -> Iterator[Stem]:
    """The electric guitars of a font through distortions of our own."""
    low, high, styles = PLAYED[DRIVEN]
    for program in CLEAN_GUITARS:
        phrases = [phrase(rng, stems.SECONDS, low, high, styles) for _ in range(count)]
        for sound in fonts.render(fonts.font(name), program, phrases, stems.SECONDS, rng):
            if np.abs(sound).max() > 1e-3:
                loud = stems.level(plucked.distortion(rng)(sound))
                yield Stem(loud, truth((DRIVEN,)), f"driven {name}", DRIVEN)


CLEAN_GUITARS, DRIVEN = (26, 27, 28), "distorted guitar"


def of_pieces(rng: Rng, first: int, count: int) -> Iterator[Stem]:
    """Excerpts of `count` composed pieces in the held-out styles, all by the font that judges."""
    for seed in range(first, first + count):
        yield from ensembles.excerpts(rng, seed, HELD, fonts.font(TIM), COLLECTIONS[TIM])


def of_voices(rng: Rng, which: str, count: int) -> Iterator[Stem]:
    make = {"sung": stems.sung, "spoken": stems.spoken, "nothing": stems.nothing}[which]
    for _ in range(count):
        yield make(rng)


MAKERS: dict[str, Callable[..., Iterator[Stem]]] = {
    "own": of_own,
    "font": of_font,
    "drums": of_drums,
    "voices": of_voices,
    "recorded": of_recorded,
    "driven": of_driven,
    "pieces": of_pieces,
}
OWN = {"throat": 100, "choir": 30, "reed": 40, "electric keys": 30, "piano": 50, "mallets": 40}
PARTS = 4


def jobs(which: str) -> list[tuple]:
    """The jobs of a bank: (maker, *arguments)."""
    if which == "teach":
        own = [("own", kind, OWN.get(kind, 70)) for kind in stems.MAKERS]
        fonts_ = [("font", f, k, PARTS, 9) for f in (FLUID, MUSE) for k in range(PARTS)]
        kits = [("drums", "own", 60), ("drums", FLUID, 50), ("drums", MUSE, 25)]
        kits += [("drums", "sonic-pi", 30), ("drums", "hydrogen", 25)]
        voices = [("voices", "sung", 110), ("voices", "spoken", 150), ("voices", "nothing", 150)]
        more = [("font", f, k, PARTS, 18) for k in range(PARTS) for f in (MUSE, FLUID)]
        driven = [("driven", f, 20) for f in (FLUID, MUSE)]
        return own + fonts_ + kits + voices + more + driven
    if which == "recorded":
        return [("recorded", r.package, 40) for r in recorded.RECORDINGS]
    if which == "pieces":
        return [("pieces", 800_000 + k, 20) for k in range(0, 60, 20)]
    if which == "real":
        return [("drums", "unheard", 40)]
    font = {"doubt": CSOUND, "judge": TIM}[which]
    phrases = 4 if which == "doubt" else 16
    jobs_: list[tuple] = [("font", font, k, PARTS, phrases) for k in range(PARTS)]
    voices = [("voices", "sung", 20), ("voices", "spoken", 25), ("voices", "nothing", 25)]
    return [*jobs_, ("drums", font, 25), *voices]


def build(which: str, folder: Path, seed: int, workers: int = 2) -> bank.Bank:
    """The bank `which`, made where it is not there yet, job by job."""
    folder = folder / which
    todo = [
        (job, folder / f"{k:03d}", [seed, SEEDS[which], k]) for k, job in enumerate(jobs(which))
    ]
    missing = [t for t in todo if not (t[1] / "kinds.json").exists()]
    began = time.monotonic()
    with ProcessPoolExecutor(workers) as pool:
        for k, done in enumerate(pool.map(_run, missing)):
            print(
                f"{which}: {done}, {k + 1} of {len(missing)}, {time.monotonic() - began:.0f} s",
                flush=True,
            )
    return bank.joined([bank.opened(place) for _, place, _ in todo])


SEEDS = {
    "teach": 1,
    "doubt": 2,
    "judge": 3,
    "real": 4,
    "recorded": 5,
    "pieces": 6,
}


def _run(task: tuple) -> str:
    (maker, *arguments), folder, seed = task
    rng = np.random.default_rng(seed)
    made = MAKERS[maker](rng, *arguments)
    bank.keep((_treated(stem, rng) for stem in made), folder)
    return json.dumps([maker, *arguments])


def _treated(stem: Stem, rng: Rng) -> Stem:
    """Most stems go through effects; voices keep their size, parts of a piece their pitch."""
    if rng.random() < 0.3:
        return stem
    turn = {"own": 0.0, "recorded": 1.0, "spoken": 0.0, "world": 0.0}.get(stem.source, 3.0)
    turn = 0.0 if stem.source.startswith("piece") else turn
    return Stem(treated(stem.sound, rng, turn), stem.truth, stem.source, stem.kind)
