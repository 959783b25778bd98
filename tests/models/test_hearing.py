"""Whisper, CTC, Demucs, Beat This! and AudioSet networks, tiny and random, through the production
loading code: shapes, times, laws. What real weights hear is not tested here."""

import json
import re
import shutil
import wave
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch

from clavilux.backends import open_backend
from clavilux.backends.ctc import Stretches
from clavilux.backends.whisper import Settings
from clavilux.types.audio import Audio
from clavilux.types.errors import InputError, MissingError, UsageError

QUICK = Settings(beams=1, temperatures=(0.6,), silence_s=None, device="cpu")


def noise(seconds: float, rate: int, channels: int = 1) -> Audio:
    rng = np.random.default_rng(1)
    samples = rng.standard_normal((channels, round(seconds * rate)), np.float32) * 0.1
    return Audio(samples, rate)


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory):
    folder = tiny.whisper(tmp_path_factory.mktemp("whisper") / "tiny")
    return open_backend("transcriber", f"whisper:{folder}", settings=QUICK)


def test_whisper_keeps_words_in_order_inside_the_sound(whisper) -> None:
    audio = noise(6, 16000)
    words = whisper.transcribe(audio, None, "en")
    assert words, "a random model says something"
    edges = [edge for word in words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert edges[0] >= 0 and edges[-1] <= audio.duration
    assert all(word.text == word.text.strip() != "" for word in words)
    assert words == whisper.transcribe(audio, None, "en"), "twice the same"


def test_what_a_random_whisper_invents_is_dropped_by_default(whisper) -> None:
    doubting = Settings(beams=1, temperatures=(0.6,), device="cpu")
    heard = open_backend("transcriber", f"whisper:{whisper.folder}", settings=doubting)
    assert heard.transcribe(noise(6, 16000), None, "en") == ()


def test_whisper_listens_only_in_windows_and_knows_its_languages(whisper) -> None:
    words = whisper.transcribe(noise(6, 16000), [(1.0, 2.0), (3.0, 5.5)], "en")
    assert all(word.start >= 0.9 for word in words)
    assert whisper.transcribe(noise(6, 16000), [], "en") == ()
    with pytest.raises(UsageError, match=r"no language 'xx'; it knows: en"):
        whisper.transcribe(noise(1, 16000), None, "xx")


def test_whisper_says_which_file_is_missing(whisper, tmp_path: Path) -> None:
    for file in whisper.folder.iterdir():
        if file.name != "model.bin":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(UsageError, match=r"lacks model\.bin"):
        open_backend("transcriber", f"whisper:{tmp_path}")
    (tmp_path / "model.bin").write_bytes(b"not a model")
    with pytest.raises(InputError, match="cannot be read"):
        open_backend("transcriber", f"whisper:{tmp_path}", settings=QUICK).transcribe(
            noise(1, 16000)
        )


def test_a_size_is_fetched_only_when_that_is_allowed(
    whisper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def download(name: str, output_dir: str) -> None:
        asked.append(name)
        shutil.copytree(whisper.folder, output_dir)

    monkeypatch.setattr("faster_whisper.download_model", download)
    with pytest.raises(MissingError, match="--allow-download"):
        open_backend("transcriber", "whisper:turbo")
    assert not asked
    for _ in range(2):  # the second time it is there
        found = open_backend("transcriber", "whisper:turbo", allow_download=True)
        assert found.folder == tmp_path / "models" / "whisper" / "turbo"
    assert asked == ["turbo"]


def test_emissions_are_distributions_at_their_rate(tmp_path: Path) -> None:
    folder = tiny.ctc(tmp_path / "ctc")
    audio = noise(3.3, 16000)
    found = open_backend("emitter", f"ctc:{folder}").emit(audio)
    assert found.rate == 50
    assert abs(len(found.log_probs) / found.rate - audio.duration) < 0.05
    np.testing.assert_allclose(np.exp(found.log_probs).sum(1), 1, atol=1e-5)
    assert found.tokens[found.blank] == "<pad>"
    assert found.tokens[4] == "|"


def test_long_sound_is_heard_in_stretches_as_if_whole(tmp_path: Path) -> None:
    """Without attention the network sees less than the context, so stretches change nothing."""
    folder = tiny.ctc(tmp_path / "ctc", layers=0)
    audio = noise(7.1, 16000)
    whole = open_backend("emitter", f"ctc:{folder}", stretches=Stretches(60, 2)).emit(audio)
    parts = open_backend("emitter", f"ctc:{folder}", stretches=Stretches(1, 0.5)).emit(audio)
    assert whole.log_probs.shape == parts.log_probs.shape
    np.testing.assert_allclose(whole.log_probs, parts.log_probs, atol=1e-4)


def test_a_vocabulary_of_many_languages_is_refused(tmp_path: Path) -> None:
    folder = tiny.ctc(tmp_path / "ctc")
    (folder / "vocab.json").write_text(json.dumps({"eng": {"a": 0}}))
    with pytest.raises(InputError, match="several languages"):
        open_backend("emitter", f"ctc:{folder}")
    (folder / "vocab.json").write_text(json.dumps({"a": 0, "b": 1}))
    with pytest.raises(InputError, match="2 tokens, the network 32"):
        open_backend("emitter", f"ctc:{folder}").emit(noise(1, 16000))


@pytest.mark.parametrize(("rate", "channels"), [(44100, 2), (8000, 1)])
def test_the_voice_has_the_shape_of_the_mix(tmp_path: Path, rate: int, channels: int) -> None:
    separator = open_backend("separator", f"demucs:{tiny.demucs(tmp_path / 'demucs')}")
    mix = noise(1.7, rate, channels)
    voice = separator.vocals(mix)
    assert voice.samples.shape == mix.samples.shape
    assert voice.rate == rate
    assert np.isfinite(voice.samples).all() and voice.samples.std() > 1e-6
    np.testing.assert_array_equal(voice.samples, separator.vocals(mix).samples)
    silent = Audio(np.zeros_like(mix.samples), rate)
    assert not separator.vocals(silent).samples.any()


def test_an_older_checkpoint_gives_the_same_voice(tmp_path: Path) -> None:
    from demucs.htdemucs import HTDemucs

    new = open_backend("separator", f"demucs:{tiny.demucs(tmp_path / 'new')}")
    file = tmp_path / "abc123-0123.th"
    state = tiny.demucs_model().state_dict()
    torch.save({"klass": HTDemucs, "args": (), "kwargs": tiny.SHAPE, "state": state}, file)
    old = open_backend("separator", f"demucs:{file}")
    mix = noise(1.2, 8000)
    np.testing.assert_array_equal(new.vocals(mix).samples, old.vocals(mix).samples)


def test_a_checkpoint_cannot_run_code(tmp_path: Path) -> None:
    """Neither by unpickling nor by naming a class that is none of Demucs."""
    from safetensors.torch import save_file

    proof = tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return (wave.open, (str(proof), "w"))

    file = tmp_path / "evil.th"
    torch.save({"klass": Evil(), "args": (), "kwargs": {}, "state": {}}, file)
    with pytest.raises(InputError, match="cannot be read"):
        open_backend("separator", f"demucs:{file}").vocals(noise(1, 8000))
    said = {"klass": "os.system", "args": json.dumps([f"touch {proof}"]), "kwargs": "{}"}
    save_file({"x": torch.zeros(1)}, tmp_path / "evil.safetensors", metadata=said)
    with pytest.raises(InputError, match=r"os\.system"):
        open_backend("separator", f"demucs:{tmp_path / 'evil.safetensors'}").vocals(noise(1, 8000))
    assert not proof.exists()


# Parameters of a published checkpoint of Beat This!, by the authors' names.
PUBLISHED = {
    "frontend.stem.bn1d.running_mean",
    "frontend.stem.conv2d.weight",
    "frontend.stem.bn2d.weight",
    "frontend.blocks.0.partial.attnF.norm.gamma",
    "frontend.blocks.0.partial.attnF.to_qkv.weight",
    "frontend.blocks.0.partial.attnT.to_gates.bias",
    "frontend.blocks.2.partial.attnT.to_out.0.weight",
    "frontend.blocks.1.partial.ffF.net.0.gamma",
    "frontend.blocks.1.partial.ffT.net.4.bias",
    "frontend.blocks.2.conv2d.weight",
    "frontend.blocks.2.norm.num_batches_tracked",
    "frontend.linear.weight",
    "transformer_blocks.layers.5.0.to_qkv.weight",
    "transformer_blocks.layers.5.1.net.1.weight",
    "transformer_blocks.norm.gamma",
    "task_heads.beat_downbeat_lin.weight",
}


def _beat_checkpoint(path: Path, width: int = 128) -> Path:
    from clavilux.backends.beat_this_net import Net, Shape

    torch.manual_seed(0)
    state = Net(Shape(transformer_dim=width)).state_dict()
    wrapped = {f"model.{key}": value for key, value in state.items()}
    rotary = "model.transformer_blocks.layers.0.0.rotary_embed.freqs"
    wrapped[rotary] = torch.zeros(16)
    said = {"transformer_dim": width, "lr": 8e-4, "loss_type": "shift_tolerant_weighted_bce"}
    torch.save({"state_dict": wrapped, "hyper_parameters": said}, path)
    return path


def test_beat_this_has_the_published_names_and_sizes() -> None:
    from clavilux.backends.beat_this_net import Net, Shape

    small, final = Net(Shape(transformer_dim=128)), Net(Shape())
    assert set(small.state_dict()) >= PUBLISHED
    count = [sum(p.numel() for p in net.parameters()) for net in (small, final)]
    assert [round(n / 1e6, 2) for n in count] == [2.10, 20.25]


def test_beat_this_gives_probabilities_at_50_hz(tmp_path: Path) -> None:
    file = _beat_checkpoint(tmp_path / "small.ckpt")
    net = open_backend("beat_net", f"beat-this:{file}")
    audio = noise(4, 22050)
    found = net.activations(audio)
    assert found.rate == 50
    assert found.values.shape == (201, 2)
    assert ((found.values > 0) & (found.values < 1)).all()
    assert found.values.std(0).min() > 1e-4, "it depends on the sound"
    np.testing.assert_array_equal(found.values, net.activations(audio).values)


def test_beat_this_stretches_cover_every_frame_once(tmp_path: Path, monkeypatch) -> None:
    from clavilux.backends import beat_this

    monkeypatch.setattr(beat_this, "OWN", 60)
    net = open_backend("beat_net", f"beat-this:{_beat_checkpoint(tmp_path / 'small.ckpt')}")
    assert net.activations(noise(3.1, 22050)).values.shape == (156, 2)


def test_another_checkpoint_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.ckpt"
    torch.save({"state_dict": {"model.layer.weight": torch.zeros(2)}}, file)
    with pytest.raises(InputError, match="not of Beat This"):
        open_backend("beat_net", f"beat-this:{file}").activations(noise(1, 22050))
    file.write_bytes(b"nothing")
    with pytest.raises(InputError, match="not a checkpoint"):
        open_backend("beat_net", f"beat-this:{file}").activations(noise(1, 22050))


def _tagger(folder: Path, shape: list, classes: int = 3) -> Path:
    """A network that answers the mean of its input, plus 0, 1, 2 ... for the classes."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    folder.mkdir()
    offsets = numpy_helper.from_array(np.arange(classes, dtype=np.float32)[None], "offsets")
    axes = numpy_helper.from_array(np.arange(1, len(shape)), "axes")
    flat = numpy_helper.from_array(np.array([1, 1]), "flat")
    nodes = [
        helper.make_node("ReduceMean", ["sound", "axes"], ["mean"], keepdims=1),
        helper.make_node("Reshape", ["mean", "flat"], ["one"]),
        helper.make_node("Add", ["one", "offsets"], ["out"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tagger",
        [helper.make_tensor_value_info("sound", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, classes])],
        [offsets, axes, flat],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(model, folder / "net.onnx")
    (folder / "class_labels_indices.csv").write_text(
        'index,mid,display_name\n0,/m/1,"Violin, fiddle"\n1,/m/2,Piano\n2,/m/3,Singing\n'
    )
    return folder


@pytest.mark.parametrize("shape", [[1, "n"], [1, 128, "n"], [1, 1, 128, "n"]])
def test_a_tagger_is_fed_what_its_input_asks_for(tmp_path: Path, shape: list) -> None:
    tagger = open_backend("tagger", f"audioset:{_tagger(tmp_path / 'net', shape)}")
    found = tagger.tags(noise(4, tagger.rate))
    assert found.names == ("Violin, fiddle", "Piano", "Singing")
    assert found.values.shape == (4, 3)
    logits = np.log(found.values / (1 - found.values))
    np.testing.assert_allclose(np.diff(logits, axis=1), 1, atol=1e-3)
    if len(shape) > 2:  # of a log-mel, roughly -1..1
        assert (np.abs(logits[:, 0]) < 1.5).all()


def test_a_tagger_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    folder = _tagger(tmp_path / "net", [1, "n"], classes=5)
    with pytest.raises(InputError, match="5 values, but there are 3 labels"):
        open_backend("tagger", f"audioset:{folder}").tags(noise(1, 32000))
    (folder / "clavilux.json").write_text('{"rte": 16000}')
    with pytest.raises(InputError, match=re.escape("rate, output, window_s")):
        open_backend("tagger", f"audioset:{folder}")
    sure = _tagger(tmp_path / "sure", [1, "n"])
    (sure / "clavilux.json").write_text('{"rate": 16000, "output": "probabilities"}')
    with pytest.raises(InputError, match="logits"):
        open_backend("tagger", f"audioset:{sure}").tags(noise(1, 16000))


def test_analyze_with_a_tagger_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From one ONNX file with AudioSet's labels beside it to instruments and voices by the
    second."""
    from clavilux import pipeline
    from clavilux.types.audio import Audio

    monkeypatch.setenv("CLAVILUX_CACHE", str(tmp_path / "cache"))
    song = tmp_path / "song.wav"
    _wave(song, Audio(0.1 * noise(3, 44100).samples, 44100))
    net = _tagger(tmp_path / "net", [1, 1, 128, "n"]) / "net.onnx"
    features = pipeline.analyze(song, tagger=f"efficientat:{net}")
    assert features.tags.names == ("piano", "violin")
    assert features.tags.values.shape == (3, 2)
    piano, violin = features.tags.column("piano"), features.tags.column("violin")
    np.testing.assert_allclose(
        np.log(piano / (1 - piano)) - np.log(violin / (1 - violin)), 1, atol=1e-2
    )
    np.testing.assert_allclose(features.voice.values.sum(axis=1), 1, atol=1e-5)
    assert features.voice.column("singing").min() > features.voice.column("speech").max()
    assert pipeline.analyze(song).tags.names != features.tags.names


def _wave(path: Path, audio) -> None:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.rate)
        file.writeframes((audio.samples[0] * 32767).astype(np.int16).tobytes())
