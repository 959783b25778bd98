"""FFmpeg's encoders: how each is asked for quality and speed. Adding one is one entry.

Quality and preset speak the encoder's own language. Hardware encoders are declared from their
documentation: a machine without the hardware cannot try them, and `codecs.encoder_states` says
which of them really open.
"""

from dataclasses import dataclass, field

X26X = (
    *("ultrafast", "superfast", "veryfast", "faster", "fast"),
    *("medium", "slow", "slower", "veryslow", "placebo"),
)
QSV = ("veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")


@dataclass(frozen=True)
class Encoder:
    """One of FFmpeg's encoders.

    `quality` names the options that receive the quality, times `scale`; () = it has none. `pixels`
    is what it is fed.
    """

    codec: str
    preset: str = ""
    presets: tuple[str, ...] = ()
    preset_option: str = "preset"
    quality: tuple[str, ...] = ()
    default: float = 0.0
    limits: tuple[float, float] = (0, 51)
    scale: int = 1
    pixels: str = "yuv420p"
    hardware: bool = False
    options: dict[str, str] = field(default_factory=dict)


def _x26x(codec: str, default: float, **options: str) -> Encoder:
    return Encoder(codec, "veryfast", X26X, quality=("crf",), default=default, options=options)


def _nvenc(codec: str, default: float, worst: float = 51) -> Encoder:
    return Encoder(
        codec,
        preset="p4",
        presets=tuple(f"p{k}" for k in range(1, 8)),
        quality=("cq",),
        default=default,
        limits=(1, worst),
        hardware=True,
        options={"rc": "vbr", "b": "0"},
    )


def _qsv(codec: str, default: float) -> Encoder:
    return Encoder(
        codec,
        preset="medium",
        presets=QSV,
        quality=("global_quality",),
        default=default,
        limits=(1, 51),
        pixels="nv12",
        hardware=True,
    )


def _amf(codec: str, default: float, worst: float = 51) -> Encoder:
    return Encoder(
        codec,
        preset="balanced",
        presets=("speed", "balanced", "quality"),
        preset_option="quality",
        quality=("qp_i", "qp_p"),
        default=default,
        limits=(0, worst),
        pixels="nv12",
        hardware=True,
        options={"rc": "cqp"},
    )


def _videotoolbox(codec: str) -> Encoder:
    """Apple's: quality 1 to 100, larger is better, in FFmpeg's units of lambda (118 a step)."""
    return Encoder(
        codec,
        quality=("global_quality",),
        default=65,
        limits=(1, 100),
        scale=118,
        hardware=True,
        options={"flags": "+qscale"},
    )


ENCODERS = {
    # With its macroblock tree libx264 gives other bytes for the same frames now and then (13 ways
    # in 50 small films); without it 50 of 50 were the same.
    "libx264": _x26x("h264", 18, mbtree="0"),
    "libx265": _x26x("hevc", 20, **{"x265-params": "open-gop=0:log-level=none"}),
    "libsvtav1": Encoder(
        "av1",
        preset="8",
        presets=tuple(str(k) for k in range(14)),
        quality=("crf",),
        default=26,
        limits=(1, 63),
    ),
    "libvpx-vp9": Encoder(
        "vp9",
        preset="4",
        presets=tuple(str(k) for k in range(6)),
        preset_option="cpu-used",
        quality=("crf",),
        default=24,
        limits=(0, 63),
        options={"deadline": "good", "row-mt": "1", "tile-columns": "2", "b": "0"},
    ),
    "prores_ks": Encoder(
        "prores",
        preset="hq",
        presets=("proxy", "lt", "standard", "hq"),
        preset_option="profile",
        pixels="yuv422p10le",
        options={"vendor": "apl0"},
    ),
    "h264_nvenc": _nvenc("h264", 19),
    "hevc_nvenc": _nvenc("hevc", 21),
    "av1_nvenc": _nvenc("av1", 26, worst=63),
    "h264_qsv": _qsv("h264", 20),
    "hevc_qsv": _qsv("hevc", 22),
    "av1_qsv": _qsv("av1", 26),
    "h264_amf": _amf("h264", 20),
    "hevc_amf": _amf("hevc", 22),
    "av1_amf": _amf("av1", 90, worst=255),
    "h264_videotoolbox": _videotoolbox("h264"),
    "hevc_videotoolbox": _videotoolbox("hevc"),
}
