"""The words a plan may use about the whole picture: modes write them, the compositor obeys them."""

# How one shot gives way to the next; `Transition.kind`. A transition's middle lies on the new
# shot's start.
TRANSITIONS = {
    "cut": "at once, no duration",
    "dissolve": "a quick cross-fade, felt as a soft cut",
    "blend": "a slow, eased cross-fade in linear light",
    "wipe": "a soft edge crosses the picture",
    "iris": "the new picture opens from the centre",
    "luma": "the new picture appears first where the old one is bright",
    "push": "both pictures slide together, the new one pushing the old one out",
    "zoom": "flying into the old picture lands in the new one",
    "burn": "the old picture overexposes and the new one emerges from the light",
}

# Drives of a shot that every film has, whatever its look (any other name belongs to the look). All
# are neutral at 0.
FILM_DRIVES = {
    "exposure": "stops of light added to the shot: 1 doubles it",
    "bloom": "added to `Finish.bloom`",
    "flash": "0..1, times `Finish.flash`: how far the picture is lifted to the palette's high tone",
    "zoom": "added to the camera's zoom: 0.05 is 5 % closer",
    "warmth": "-1..1: how far a look's colours lean to blue (-1) or amber (1)",
    "sway": "turns of the loop on which the camera rocks, as wide as `Camera.sway`: a phase",
    "shake": "0..1: amplitude of the camera's shake, times `Camera.shake`",
}
