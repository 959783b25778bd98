"""The evaluation as one self-contained HTML page: cards, timeline, worst moments, health, methods.

Nothing is fetched: style, drawings (SVG) and pictures (JPEG data addresses) are inside the page.
"""

from html import escape
from importlib.resources import files
from pathlib import Path

from clavilux.evaluate.film import Evaluation
from clavilux.evaluate.report.cards import cards, verdict
from clavilux.evaluate.report.moments import moments
from clavilux.evaluate.report.tables import method, tables
from clavilux.evaluate.report.timeline import timeline
from clavilux.media.output import write_whole
from clavilux.types.features import Features


def report_html(evaluation: Evaluation, features: Features | None = None) -> str:
    """The page. With the `features` that the film was measured against it shows the music too.

    The worst moments' pictures are read from the film again; where it is gone they are left out.
    """
    name = Path(evaluation.video.path).name
    style = (files("clavilux.evaluate.report") / "style.css").read_text("utf-8")
    parts = (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(name)}: how it follows the music</title><style>{style}</style></head>",
        "<body>",
        f"<header><p class='kicker'>Clavilux evaluation</p><h1>{escape(name)}</h1>",
        f"<p class='facts'>{escape(_facts(evaluation))}</p></header>",
        f"<p class='verdict'>{escape(verdict(evaluation))}</p>",
        f"<section class='cards'>{cards(evaluation)}</section>",
        timeline(evaluation, features),
        moments(evaluation, features),
        tables(evaluation),
        method(),
        "</body></html>\n",
    )
    return "\n".join(parts)


def write_report(
    evaluation: Evaluation, path: Path | str, features: Features | None = None
) -> None:
    """Writes the page, whole or not at all. Raises `OutputError` where it cannot."""
    write_whole(Path(path), report_html(evaluation, features).encode("utf-8"))


def _facts(evaluation: Evaluation) -> str:
    info, health = evaluation.video, evaluation.health
    minutes, seconds = divmod(health.duration_s, 60)
    rate = "variable rate" if health.variable_rate else f"{float(info.fps):.5g} frames a second"
    return (
        f"{info.width} × {info.height}, {rate}, {int(minutes)}:{seconds:04.1f}, "
        f"{health.frames} frames, {info.codec} {info.pixel_format}"
    )
