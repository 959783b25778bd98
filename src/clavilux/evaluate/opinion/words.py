"""Opinion scores as a table for people."""

from clavilux.evaluate.opinion.statistics import Opinion, Score


def in_words(found: Opinion) -> str:
    """Scores, agreement, comparisons, and whether raters are enough."""
    if not found.scores:
        return "Nobody has rated yet."
    width = max(len(score.system) for score in found.scores) + 2
    lines = [f"{'system':<{width}}{'question':<10}{'MOS':>5}   95 %          raters  ratings"]
    for score in found.scores:
        lines.append(
            f"{score.system:<{width}}{score.question:<10}{score.mos:5.2f}   {_span(score):<13}"
            f"{score.raters:7}{score.ratings:9}"
        )
    lines.append("")
    for question, value in found.agreement.items():
        said = "not to be told" if value is None else f"{value:.2f}"
        lines.append(f"agreement on {question}: {said} (Krippendorff's alpha)")
    for c in found.comparisons:
        verdict = "a difference" if c.p < 0.05 else "not told from chance"
        lines.append(
            f"{c.one} over {c.other}, {c.question}: {c.difference:+.2f}, p {c.p:.3f}, "
            f"{c.raters} raters: {verdict}"
        )
    fewest = min(score.raters for score in found.scores)
    if not found.enough:
        lines.append(f"Too few raters: {fewest} of the {found.needed} that each system needs.")
    return "\n".join(lines)


def _span(score: Score) -> str:
    return "one rater" if score.low is None else f"{score.low:.2f} .. {score.high:.2f}"
