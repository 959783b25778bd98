"""Languages by name: the command line takes "Spanish" and "es", back ends want "es" (ISO 639-1)."""

from clavilux.types.errors import UsageError

LANGUAGES = {
    "arabic": "ar",
    "chinese": "zh",
    "czech": "cs",
    "danish": "da",
    "dutch": "nl",
    "english": "en",
    "finnish": "fi",
    "french": "fr",
    "german": "de",
    "greek": "el",
    "hebrew": "he",
    "hindi": "hi",
    "hungarian": "hu",
    "indonesian": "id",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "norwegian": "no",
    "polish": "pl",
    "portuguese": "pt",
    "romanian": "ro",
    "russian": "ru",
    "spanish": "es",
    "swedish": "sv",
    "thai": "th",
    "turkish": "tr",
    "ukrainian": "uk",
    "vietnamese": "vi",
}


def language_code(given: str) -> str:
    """ISO 639-1 of an English name or of a code with or without region; any two letters pass."""
    word = given.strip().lower()
    code = LANGUAGES.get(word, word.split("-")[0])
    if len(code) in (2, 3) and code.isalpha():
        return code
    known = ", ".join(name.capitalize() for name in LANGUAGES)
    raise UsageError(f"{given!r} is no language: give a code such as es, or one of {known}.")
