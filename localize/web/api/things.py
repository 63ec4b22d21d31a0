"""What an address of the API is about, looked up once a request: for the door, and for the route behind it."""

from __future__ import annotations

from starlette.requests import Request

from localize.domain.record import Record
from localize.domain.term import Term
from localize.domain.unit import Unit
from localize.domain.variant import digest
from localize.store.flags import Flag
from localize.store.variants import StoredVariant
from localize.web.access import Thing
from localize.web.api.base import BIGGEST, NotSeen, bare
from localize.web.failures import NotThere
from localize.web.site import site_of


def found_record(request: Request) -> Record | None:
    """The record that `key` names."""
    if not hasattr(request.state, "record"):
        request.state.record = site_of(request).store.record(request.query_params.get("key", "")[:200])
    known: Record | None = request.state.record
    return known


def found_variant(request: Request) -> StoredVariant | None:
    """The latest variant that `key` and `target` name."""
    if not hasattr(request.state, "variant"):
        key, target = request.query_params.get("key", ""), request.query_params.get("target", "")
        request.state.variant = site_of(request).store.variant(key[:200], target[:64])
    known: StoredVariant | None = request.state.variant
    return known


def found_flag(request: Request) -> Flag | None:
    """The flag that `number` names."""
    if not hasattr(request.state, "flag"):
        number = request.query_params.get("number", "")
        right = number.isascii() and number.isdigit() and len(number) < 11 and int(number) <= BIGGEST
        request.state.flag = site_of(request).store.desk.flag(int(number)) if right else None
    known: Flag | None = request.state.flag
    return known


def found_term(request: Request) -> Term | None:
    """The entry that `key` names, as it stands."""
    if not hasattr(request.state, "term"):
        history = site_of(request).store.term_history(request.query_params.get("key", "")[:200])
        request.state.term = history[-1].term if history else None
    known: Term | None = request.state.term
    return known


def record_of(request: Request) -> Thing | None:
    """The record in the address, for the door."""
    found = found_record(request)
    return None if found is None else Thing(found.key, found.shop)


def variant_of(request: Request) -> Thing | None:
    """The record and the language in the address, for the door."""
    record = found_record(request)
    variant = None if record is None else found_variant(request)
    return None if record is None or variant is None else Thing(record.key, record.shop, str(variant.target.locale))


def flag_of(request: Request) -> Thing | None:
    """The record and the language that a flag is about, for the door."""
    flag = found_flag(request)
    record = None if flag is None else site_of(request).store.record(flag.record)
    return None if flag is None or record is None else Thing(record.key, record.shop, flag.target.split("/")[1])


def term_of(request: Request) -> Thing | None:
    """The language of an entry, for the door."""
    found = found_term(request)
    return None if found is None else Thing(locale=str(found.locale))


def variant_in(request: Request) -> StoredVariant:
    """The variant behind the door."""
    found = found_variant(request)
    if found is None:
        raise NotThere
    return found


def unit_in(variant: StoredVariant, position: int) -> Unit:
    """Raises NotThere for a line that the variant has not."""
    if not 0 <= position < len(variant.units):
        raise NotThere
    return variant.units[position]


def variant_tag(variant: StoredVariant) -> str:
    """Changes with the text and with what people decided."""
    return digest(variant.id, variant.signature, variant.approval)


def unit_tag(variant: StoredVariant, unit: Unit) -> str:
    """Its first part is what an edit has to have seen of the line, and holds as long as the line reads so; the second changes with the variant."""
    return f"{unit.token}-{variant_tag(variant)}"


def seen_variant(request: Request, if_match: str) -> StoredVariant:
    """The variant, if it is the one that was seen. Raises NotSeen."""
    found = variant_in(request)
    if bare(if_match) != variant_tag(found):
        raise NotSeen
    return found


def seen_token(if_match: str) -> str:
    """What was seen of a line. Raises NotSeen where nothing is said of it."""
    token = bare(if_match).partition("-")[0]
    if not token:
        raise NotSeen
    return token
