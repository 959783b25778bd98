"""A composer of whole pieces whose beats, bars, metre, tempo and sections are known exactly.

    compose.piece(seed) -> Piece        notes in beats, a tempo map, the truth
    render.render(piece, font) -> float32[samples] at 44.1 kHz

Everything follows from the seed. `styles.py` holds what players of each style do; `parts.py` turns
that into notes; `time.py` turns beats into seconds as people and machines keep time; `fluid.py`,
`synth.py` and `voice.py` make the sound; `effects.py` wears it out.
"""
