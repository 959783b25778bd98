"""Laws of the curves on sounds whose truth is known.

Tolerances: levels 0.05 dB; a tone's centroid 2 %; frames are centred to half a frame (5.8 ms);
results for different block sizes are bit-equal, for chunks of other lengths equal to 0.02 dB.
"""

import numpy as np
import pytest

import made_sounds
from clavilux import analysis
from clavilux.analysis import measures
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError
from clavilux.types.features import CURVES, Features

NORMALISED = ("loudness", "bass", "mid", "treble", "onset", "flux", "centroid", "chroma", "mel")


def hear(sound: np.ndarray, size: int = 441000) -> Features:
    return analysis.hear(made_sounds.blocks(sound, size))


@pytest.fixture(scope="module")
def song() -> Features:
    return hear(made_sounds.song(plan="AB", bars=4)[0])


def test_every_curve_is_there_at_one_rate(song: Features) -> None:
    assert set(song.curves) == set(CURVES)
    assert {curve.rate for curve in song.curves.values()} == {44100 / 512}
    assert len({len(curve.values) for curve in song.curves.values()}) == 1
    assert song.curves["mel"].values.dtype == np.float16
    assert song.curves["mel"].values.shape[1] == 128
    assert song.curves["chroma"].values.shape[1] == 12
    assert song.waveform.values.dtype == np.int16
    assert song.waveform.duration == pytest.approx(song.duration, abs=1e-3)
    assert song.meta == {"analysis": analysis.VERSION}


@pytest.mark.parametrize("name", NORMALISED)
def test_normalised_curves_fill_their_range(song: Features, name: str) -> None:
    values = song.curves[name].values.astype(np.float64)
    assert np.isfinite(values).all()
    assert values.min() >= 0
    assert values.max() <= 1
    if name != "centroid":
        assert values.max() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("name", ("bass", "mid", "treble"))
def test_bands_move(song: Features, name: str) -> None:
    low, high = np.percentile(song.curves[name].values, (10, 95))
    assert high - low > 0.4


def test_silence_is_zero_everywhere() -> None:
    features = hear(made_sounds.silence(5.0))
    for name in NORMALISED:
        assert not features.curves[name].values.any(), name
    for name in ("rms_db", "loudness_db"):
        assert (features.curves[name].values <= -119).all()
    assert len(features.beats.times) == 0
    assert len(features.onsets) == 0
    assert features.tempo == ()
    assert features.bpm == 0
    assert [(s.start, s.end) for s in features.sections] == [(0.0, 5.0)]
    assert features.key.confidence == 0


@pytest.mark.parametrize("samples", (1, 2, 511, 513, 3000))
def test_a_few_samples_are_enough(samples: int) -> None:
    features = hear(made_sounds.tone(440, 1.0)[:samples])
    assert features.duration == pytest.approx(samples / 44100)
    assert len(features.curves["mel"].values) == 1 + samples // 512
    assert features.sections[-1].end == features.duration


def test_no_sample_is_an_input_error() -> None:
    with pytest.raises(InputError, match="no sound"):
        analysis.hear([])
    with pytest.raises(InputError, match="no sound"):
        analysis.hear([Audio(np.zeros((1, 0), np.float32), 44100)])


def test_a_block_of_another_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="mono at 44100 Hz"):
        analysis.hear([Audio(np.zeros((2, 100), np.float32), 48000)])


def test_what_is_not_a_number_does_no_harm() -> None:
    sound = made_sounds.drum_loop(made_sounds.beat_times(120, 0.2, 6.0))
    sound[30000:30010] = np.nan
    sound[50000] = np.inf
    features = hear(sound)
    assert all(np.isfinite(curve.values).all() for curve in features.curves.values())


def test_twice_the_gain_is_six_decibels() -> None:
    sound = made_sounds.song(plan="A", bars=2)[0] * 0.4
    soft, loud = hear(sound), hear(sound * 2)
    heard = soft.curves["rms_db"].values > -80
    for name in ("rms_db", "loudness_db"):
        step = loud.curves[name].values - soft.curves[name].values
        assert step[heard] == pytest.approx(6.02, abs=0.05)
    for name in NORMALISED:
        difference = np.abs(loud.curves[name].values - soft.curves[name].values)
        assert difference.max() < 0.02, name


def test_loudness_follows_the_standard() -> None:
    """ITU-R BS.1770-4: a full-scale sine at 997 Hz reads -3.01 LKFS; 6 dB less reads -9.03."""
    for amplitude, expected in ((1.0, -3.01), (0.5, -9.03)):
        curve = hear(made_sounds.tone(997, 3.0, amplitude)).curves["loudness_db"]
        assert curve.at(1.5) == pytest.approx(expected, abs=0.05)


def test_low_sounds_count_less_in_loudness() -> None:
    low, middle = (
        hear(made_sounds.tone(hz, 2.0)).curves["loudness_db"].at(1.0) for hz in (40, 997)
    )
    assert middle - low > 4


def test_rms_of_a_sine() -> None:
    curve = hear(made_sounds.tone(440, 2.0, 0.5)).curves["rms_db"]
    assert curve.at(1.0) == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.05)


@pytest.mark.parametrize("hz", (300, 1000, 4000))
def test_centroid_and_rolloff_of_a_tone(hz: float) -> None:
    curves = hear(made_sounds.tone(hz, 2.0)).curves
    assert curves["centroid_hz"].at(1.0) == pytest.approx(hz, rel=0.02)
    assert curves["rolloff_hz"].at(1.0) == pytest.approx(hz, abs=45)
    scaled = np.log(hz / 100) / np.log(80)
    assert curves["centroid"].at(1.0) == pytest.approx(scaled, abs=0.01)


@pytest.mark.parametrize(("hz", "name"), ((60, "bass"), (700, "mid"), (6000, "treble")))
def test_each_band_hears_its_own_tone(hz: float, name: str) -> None:
    levels = {
        n: hear(made_sounds.tone(hz, 2.0)).curves[n].at(1.0) for n in ("bass", "mid", "treble")
    }
    assert levels.pop(name) > 0.95
    assert max(levels.values()) < 0.1


def test_mel_peaks_where_the_tone_is() -> None:
    from clavilux.analysis.mel import band_hz

    mel = hear(made_sounds.tone(2000, 1.0)).curves["mel"].at(0.5)
    assert band_hz()[int(np.argmax(mel))] == pytest.approx(2000, rel=0.03)
    assert mel.max() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(("hz", "place"), ((440.0, 9), (261.63, 0), (92.5, 6), (1244.5, 3)))
def test_chroma_names_the_pitch(hz: float, place: int) -> None:
    chroma = hear(made_sounds.tone(hz, 2.0)).curves["chroma"].at(1.0)
    assert int(np.argmax(chroma)) == place
    assert np.delete(chroma, place).max() < 0.1


@pytest.mark.parametrize("at", (0.5, 1.2345, 2.75))
def test_frames_are_centred(at: float) -> None:
    sound = made_sounds.silence(4.0)
    made_sounds.place(sound, made_sounds.impulse(), at)
    curves = hear(sound).curves
    middle = np.flatnonzero(curves["rms_db"].values > -100).mean() / curves["rms_db"].rate
    assert middle == pytest.approx(at, abs=0.006)
    mel = curves["mel"].values.astype(np.float64).sum(axis=1)
    assert np.argmax(mel) / curves["mel"].rate == pytest.approx(at, abs=0.006)


@pytest.mark.parametrize("size", (17, 480, 4096, 100_000))
def test_the_size_of_blocks_does_not_matter(size: int) -> None:
    sound = made_sounds.song(plan="B", bars=1)[0]
    whole, parts = (
        measures.measure(made_sounds.blocks(sound)),
        measures.measure(made_sounds.blocks(sound, size)),
    )
    for name, values in vars(whole).items():
        assert np.array_equal(values, getattr(parts, name)), name


def test_a_live_driver_may_measure_short_chunks() -> None:
    """`measure_chunk` of four frames gives what the file's chunks give."""
    sound = made_sounds.song(plan="B", bars=1)[0]
    whole = measures.measure(made_sounds.blocks(sound))
    step, first = 4 * measures.HOP, 40
    padded = np.pad(sound, measures.MARGIN)
    for k in range(first, first + 5):
        window = padded[k * step : (k + 1) * step + 2 * measures.MARGIN]
        mel_cdb = measures.measure_chunk(window)[0]
        assert np.abs(mel_cdb - whole.mel_cdb[4 * k : 4 * k + 4]).max() <= 2


def test_the_waveform_is_the_sound_at_a_quarter_of_the_rate() -> None:
    sound = made_sounds.tone(440, 1.0, 0.5)
    wave = hear(sound).waveform
    assert wave.rate == 11025
    expected = 0.5 * 32767 * np.sin(2 * np.pi * 440 * np.arange(len(wave.values)) / 11025)
    assert np.abs(wave.values - expected)[200:-200].max() < 10


def test_progress_is_told_in_seconds() -> None:
    told: list[float] = []
    analysis.hear(made_sounds.blocks(made_sounds.tone(440, 2.5), 44100), told.append)
    assert told == pytest.approx([1.0, 2.0, 2.5])
