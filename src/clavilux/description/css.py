"""CSS colour names (CSS Color Module Level 4) in words, without the greys' double spellings."""

_TABLE = """
black 000000|navy 000080|dark blue 00008b|medium blue 0000cd|blue 0000ff|dark green 006400
green 008000|teal 008080|dark cyan 008b8b|deep sky blue 00bfff|dark turquoise 00ced1
medium spring green 00fa9a|lime 00ff00|spring green 00ff7f|cyan 00ffff|midnight blue 191970
dodger blue 1e90ff|light sea green 20b2aa|forest green 228b22|sea green 2e8b57
dark slate gray 2f4f4f|lime green 32cd32|medium sea green 3cb371|turquoise 40e0d0
royal blue 4169e1|steel blue 4682b4|dark slate blue 483d8b|medium turquoise 48d1cc|indigo 4b0082
dark olive green 556b2f|cadet blue 5f9ea0|cornflower blue 6495ed|rebecca purple 663399
medium aquamarine 66cdaa|dim gray 696969|slate blue 6a5acd|olive drab 6b8e23|slate gray 708090
light slate gray 778899|medium slate blue 7b68ee|lawn green 7cfc00|chartreuse 7fff00
aquamarine 7fffd4|maroon 800000|purple 800080|olive 808000|gray 808080|sky blue 87ceeb
light sky blue 87cefa|blue violet 8a2be2|dark red 8b0000|dark magenta 8b008b|saddle brown 8b4513
dark sea green 8fbc8f|light green 90ee90|medium purple 9370db|dark violet 9400d3|pale green 98fb98
dark orchid 9932cc|yellow green 9acd32|sienna a0522d|brown a52a2a|dark gray a9a9a9
light blue add8e6|green yellow adff2f|pale turquoise afeeee|light steel blue b0c4de
powder blue b0e0e6|firebrick b22222|dark goldenrod b8860b|medium orchid ba55d3|rosy brown bc8f8f
dark khaki bdb76b|silver c0c0c0|medium violet red c71585|indian red cd5c5c|peru cd853f
chocolate d2691e|tan d2b48c|light gray d3d3d3|thistle d8bfd8|orchid da70d6|goldenrod daa520
pale violet red db7093|crimson dc143c|gainsboro dcdcdc|plum dda0dd|burlywood deb887
light cyan e0ffff|lavender e6e6fa|dark salmon e9967a|violet ee82ee|pale goldenrod eee8aa
light coral f08080|khaki f0e68c|alice blue f0f8ff|honeydew f0fff0|azure f0ffff|sandy brown f4a460
wheat f5deb3|beige f5f5dc|white smoke f5f5f5|mint cream f5fffa|ghost white f8f8ff|salmon fa8072
antique white faebd7|linen faf0e6|light goldenrod yellow fafad2|old lace fdf5e6|red ff0000
magenta ff00ff|deep pink ff1493|orange red ff4500|tomato ff6347|hot pink ff69b4|coral ff7f50
dark orange ff8c00|light salmon ffa07a|orange ffa500|light pink ffb6c1|pink ffc0cb|gold ffd700
peach puff ffdab9|navajo white ffdead|moccasin ffe4b5|bisque ffe4c4|misty rose ffe4e1
blanched almond ffebcd|papaya whip ffefd5|lavender blush fff0f5|seashell fff5ee|cornsilk fff8dc
lemon chiffon fffacd|floral white fffaf0|snow fffafa|yellow ffff00|light yellow ffffe0|ivory fffff0
white ffffff
"""
CSS = {
    name: f"#{code}"
    for name, code in (
        entry.rsplit(" ", 1) for entry in _TABLE.strip().replace("\n", "|").split("|")
    )
}
