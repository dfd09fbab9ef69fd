"""What a keeper of the directory may change: a curator the entries of their areas and organizations, the others all."""

from __future__ import annotations

from directory.reader import KEEPERS, Reader
from directory.service import Service


def may_keep(reader: Reader, service: Service) -> bool:
    """Say whether the reader may change the entry, or make one like it.

    An entry of several areas is kept by whoever keeps all of them, for a change of it is felt in each; one that states no
    area is its organization's, or nobody's but those who keep everything.
    """
    if reader.role not in KEEPERS:
        return False
    if reader.remit is None:
        return True
    if service.organization and service.organization in reader.remit.organizations:
        return True
    return bool(service.areas) and set(service.areas) <= set(reader.remit.areas)
