"""One file per article (or part of one); importing this package enters every rule in the catalogue."""

from . import (
    art03_quota,
    art08_committee,
    art10_draw,
    art11_team,
    art13_conditions,
    art13_scope,
    art14_exclusions,
    art15_gold_interval,
    art16_application,
    art17_procedure,
    art18_prizes,
    art20_objections,
    art31_rating,
    art32_recusal,
    art36_revocation,
)

__all__ = [
    "art03_quota",
    "art08_committee",
    "art10_draw",
    "art11_team",
    "art13_conditions",
    "art13_scope",
    "art14_exclusions",
    "art15_gold_interval",
    "art16_application",
    "art17_procedure",
    "art18_prizes",
    "art20_objections",
    "art31_rating",
    "art32_recusal",
    "art36_revocation",
]
