"""Tiny models with random weights, saved to a folder in the published format of each family, so
that the production code loads them as it loads the real ones. Nothing is fetched."""

import json
import string
from pathlib import Path

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

LANGUAGES = ("en", "de", "fr", "ja")
TASKS = ("<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>")
STAMPS = 1501  # Whisper's time tokens: 0 to 30 s in steps of 20 ms


def _byte_tokenizer(extra: tuple[str, ...]) -> Tokenizer:
    """A BPE of 256 byte symbols without merges, and special tokens."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {symbol: number for number, symbol in enumerate(alphabet)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in extra])
    return tokenizer


def whisper(folder: Path) -> Path:
    """A Whisper of 0.2 M parameters as a CTranslate2 folder."""
    from ctranslate2.converters import TransformersConverter
    from transformers import (
        GenerationConfig,
        PreTrainedTokenizerFast,
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
    )

    languages = tuple(f"<|{language}|>" for language in LANGUAGES)
    marks = ("<|endoftext|>", "<|startoftranscript|>", *languages, *TASKS)
    stamps = tuple(f"<|{k * 0.02:.2f}|>" for k in range(STAMPS))
    tokenizer = _byte_tokenizer((*marks, "<|nospeech|>", "<|notimestamps|>", *stamps))
    number = tokenizer.token_to_id
    torch.manual_seed(0)
    config = WhisperConfig(
        vocab_size=tokenizer.get_vocab_size(),
        num_mel_bins=80,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        d_model=32,
        bos_token_id=number("<|endoftext|>"),
        eos_token_id=number("<|endoftext|>"),
        pad_token_id=number("<|endoftext|>"),
        decoder_start_token_id=number("<|startoftranscript|>"),
        begin_suppress_tokens=None,
    )
    model = WhisperForConditionalGeneration(config)
    model.generation_config = GenerationConfig(
        alignment_heads=[[1, 0], [1, 1]],
        lang_to_id={token: number(token) for token in languages},
        no_timestamps_token_id=number("<|notimestamps|>"),
        bos_token_id=config.bos_token_id,
        eos_token_id=config.eos_token_id,
        decoder_start_token_id=config.decoder_start_token_id,
    )
    source = folder.with_name(folder.name + "-hf")
    model.save_pretrained(source)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|endoftext|>",
        eos_token="<|endoftext|>",
        unk_token="<|endoftext|>",
        additional_special_tokens=list(marks[1:]),
    ).save_pretrained(source)
    WhisperFeatureExtractor(feature_size=80).save_pretrained(source)
    TransformersConverter(str(source), copy_files=["preprocessor_config.json"]).convert(
        str(folder), quantization="int8", force=True
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    said = json.loads((folder / "config.json").read_text())
    said["lang_ids"] = [number(token) for token in languages]  # left empty under transformers 5
    (folder / "config.json").write_text(json.dumps(said))
    return folder


def ctc(folder: Path, layers: int = 1) -> Path:
    """A wav2vec2 with CTC head over a to z, the bar and an apostrophe."""
    from transformers import Wav2Vec2Config, Wav2Vec2FeatureExtractor, Wav2Vec2ForCTC

    tokens = ("<pad>", "<s>", "</s>", "<unk>", "|", *string.ascii_uppercase, "'")
    torch.manual_seed(0)
    config = Wav2Vec2Config(
        vocab_size=len(tokens),
        hidden_size=32,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=64,
        conv_dim=(16,) * 7,
        feat_extract_norm="layer",
        do_stable_layer_norm=True,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2,
        pad_token_id=0,
    )
    Wav2Vec2ForCTC(config).save_pretrained(folder)
    Wav2Vec2FeatureExtractor(do_normalize=True).save_pretrained(folder)
    vocabulary = {token: number for number, token in enumerate(tokens)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    return folder


def llama(folder: Path) -> Path:
    """A Llama of 0.1 M parameters that knows bytes."""
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    tokenizer = _byte_tokenizer(("<s>", "</s>", "<pad>"))
    number = tokenizer.token_to_id
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=8192,
        bos_token_id=number("<s>"),
        eos_token_id=number("</s>"),
        pad_token_id=number("<pad>"),
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="<pad>"
    ).save_pretrained(folder)
    return folder


def videomae(folder: Path) -> Path:
    """A VideoMAE that sees 4 frames of 32 x 32."""
    from transformers import VideoMAEConfig, VideoMAEModel

    torch.manual_seed(0)
    config = VideoMAEConfig(
        image_size=32,
        patch_size=8,
        num_frames=4,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        decoder_num_hidden_layers=1,
    )
    VideoMAEModel(config).save_pretrained(folder)
    return folder


SHAPE = {
    "sources": ["drums", "bass", "other", "vocals"],
    "channels": 8,
    "depth": 2,
    "nfft": 256,
    "t_layers": 1,
    "bottom_channels": 0,
    "t_heads": 2,
    "segment": 1,
    "samplerate": 8000,
    "dconv_depth": 1,
}


def demucs_model() -> torch.nn.Module:
    """A Hybrid Transformer Demucs of one second's stretch at 8 kHz."""
    from demucs.htdemucs import HTDemucs

    torch.manual_seed(0)
    return HTDemucs(**SHAPE)


def demucs(folder: Path) -> Path:
    """The same as published: one safetensors file, its class and arguments in the head, and the
    bag's sheet."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    said = {"klass": "demucs.htdemucs.HTDemucs", "args": "[]", "kwargs": json.dumps(SHAPE)}
    state = {key: value.contiguous() for key, value in demucs_model().state_dict().items()}
    save_file(state, folder / "abc123.safetensors", metadata=said)
    (folder / "tiny.yaml").write_text("models: ['abc123']\n")
    return folder
