"""Price lists that were in force never change, and stay in the policy: agreements were made on them."""

from collections.abc import Mapping

from models.policy import Policy, canonical_json
from models.short_hashes import sha1_hex


def lists_of(policy: Policy) -> dict[str, str]:
    """Digests of a policy's price lists by item and version, as people call them."""
    rules = policy.tariff_rules
    lists = () if rules is None else rules.price_lists
    return {f"{each.item} version {each.version}": sha1_hex(canonical_json(each.said())) for each in lists}


def unlike_published(published: Mapping[str, str], policy: Policy) -> tuple[str, ...]:
    """Say of each list that was in force (`lists_of`) and is changed or missing in a policy what is wrong."""
    lists = lists_of(policy)
    errors = []
    for name, digest in sorted(published.items()):
        if name not in lists:
            errors.append(f"{name} was in force already, and stays in the policy when it is valid no more")
        elif lists[name] != digest:
            errors.append(f"{name} was in force already, and never changes: give the new list a higher version")
    return tuple(f"tariffs.price_lists: {error}" for error in errors)
