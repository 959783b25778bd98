"""Files in and out: any sound to samples, frames to any film, a film back to pictures.

`read` decodes sound, `codecs` declares what can be written, `write` makes segments and joins them
into the finished file, `sheet` looks at a film again. Times are seconds from what a player plays at
0.
"""
