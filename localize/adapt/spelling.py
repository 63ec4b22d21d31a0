"""British spelling where a market has it: the engine writes American English. Whole words, the case kept; product names of others are not known here."""

from __future__ import annotations

import re

from localize.adapt.substitute import Rule, apply
from localize.domain.context import Context
from localize.domain.unit import Adapted

# American → British. Only words whose British form is not in doubt in shop copy: `check`, `program`, `license` and `meter` are left out.
BRITISH = {
    "accessorize": "accessorise", "aging": "ageing", "airplane": "aeroplane", "aluminum": "aluminium", "analyze": "analyse", "apologize": "apologise",
    "armor": "armour", "behavior": "behaviour", "beveled": "bevelled", "caliber": "calibre",
    "canceled": "cancelled", "catalog": "catalogue", "catalogs": "catalogues", "center": "centre", "centered": "centred", "centerpiece": "centrepiece",
    "centers": "centres", "centimeter": "centimetre", "centimeters": "centimetres", "color": "colour", "colored": "coloured", "colorful": "colourful",
    "colorfast": "colourfast", "coloring": "colouring", "colorless": "colourless", "colors": "colours", "cozier": "cosier", "cozy": "cosy",
    "customize": "customise", "customized": "customised", "discolor": "discolour", "discoloration": "discolouration", "favor": "favour",
    "favorite": "favourite", "favorites": "favourites", "favors": "favours", "fiber": "fibre", "fibers": "fibres", "flavor": "flavour",
    "flavored": "flavoured", "flavorful": "flavourful", "flavors": "flavours", "fulfill": "fulfil", "gray": "grey", "grayish": "greyish",
    "harbor": "harbour", "honor": "honour", "honored": "honoured", "jewelry": "jewellery", "kilometer": "kilometre", "leveled": "levelled",
    "liter": "litre", "liters": "litres", "luster": "lustre", "marvelous": "marvellous", "milliliter": "millilitre", "milliliters": "millilitres",
    "millimeter": "millimetre", "millimeters": "millimetres", "modeled": "modelled", "moisturize": "moisturise", "moisturizer": "moisturiser",
    "moisturizes": "moisturises", "moisturizing": "moisturising", "mold": "mould", "moldy": "mouldy", "molds": "moulds", "multicolor": "multicolour",
    "multicolored": "multicoloured", "neighbor": "neighbour", "neighbors": "neighbours", "odor": "odour", "odorless": "odourless", "odors": "odours",
    "organize": "organise", "organized": "organised", "organizer": "organiser", "organizers": "organisers", "organizing": "organising",
    "pajama": "pyjama", "pajamas": "pyjamas", "personalize": "personalise", "personalized": "personalised", "plow": "plough", "rancor": "rancour",
    "realize": "realise", "realized": "realised", "recognize": "recognise", "savor": "savour", "savory": "savoury", "skillful": "skilful",
    "sulfate": "sulphate", "theater": "theatre", "tumor": "tumour", "traveler": "traveller", "travelers": "travellers", "traveling": "travelling",
    "vapor": "vapour", "woolen": "woollen", "yogurt": "yoghurt",
}  # fmt: skip


def british(text: str, context: Context) -> Adapted:
    """Respell the words of a text for a market with British spelling. Other languages and markets are left alone."""
    if context.region.conventions.spelling != "british" or context.target.locale.language != "en":
        return Adapted(text)
    return apply(text, (_RULE,), context)


def _respell(match: re.Match[str], context: Context) -> str:
    word, new = match[0], BRITISH[match[0].lower()]
    if word.isupper():
        return new.upper()
    return new[0].upper() + new[1:] if word[0].isupper() else new


# Not inside a code, an address or a handle: fiber-01, color.com.
_RULE = Rule(
    "spelling.british", re.compile(rf"(?i)(?<![\w@#/.-])(?:{'|'.join(sorted(BRITISH, key=len, reverse=True))})(?![\w@/]|[.-]\w*\d|\.\w)"), _respell
)
