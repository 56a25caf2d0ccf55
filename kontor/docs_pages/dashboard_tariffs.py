"""The dashboard's row on tariffs: what clients may earn, and what came of it."""

from typing import Final

from kontor.docs_pages.panel import Panel, Query, Row

TARIFFS: Final = (
    Row(
        "What clients may earn",
        (
            Panel(
                "Agreements by state",
                "Versions of agreements, over all coverages.",
                "short",
                (Query("sum by (state) (kontor_agreements)", "{{state}}"),),
                width=6,
            ),
            Panel(
                "Words on windows",
                "In a day, by outcome: earned, grace, revoked and the others.",
                "short",
                (Query("sum by (outcome) (increase(kontor_benefits_total[1d]))", "{{outcome}}"),),
                width=6,
            ),
            Panel(
                "Adjustments of fees",
                "In a day, by kind; corrections are one.",
                "short",
                (Query("sum by (kind) (increase(kontor_fee_adjustments_total[1d]))", "{{kind}}"),),
                width=6,
            ),
            Panel(
                "Offers refused",
                "In a day, by reason; a refusal may have several.",
                "short",
                (Query("sum by (code) (increase(kontor_offer_refusals_total[1d]))", "{{code}}"),),
                width=6,
            ),
            Panel(
                "Proposals of Kontor's own",
                "In a day, by trigger, and what came of them: windows reached or missed, terms requested.",
                "short",
                (
                    Query(
                        "sum by (trigger, outcome) (increase(kontor_proposals_total[1d]))", "{{trigger}}, {{outcome}}"
                    ),
                ),
                width=6,
            ),
            Panel(
                "Distance of proposals",
                "How much of what is asked was missing: half of a week's proposals were nearer.",
                "percentunit",
                (
                    Query(
                        "histogram_quantile(0.5, sum by (le, trigger) "
                        "(increase(kontor_proposal_distance_ratio_bucket[7d])))",
                        "{{trigger}}",
                    ),
                ),
                width=6,
            ),
            Panel(
                "Favours and unlike rivals",
                "Alerts in a day, cleared ones too: discounts deeper than the peers', rivals that pay unlike rates.",
                "short",
                (
                    Query('sum(increase(kontor_alerts_total{kind="favouritism"}[1d]))', "favouritism"),
                    Query('sum(increase(kontor_alerts_total{kind="parity"}[1d]))', "parity"),
                ),
                width=6,
            ),
        ),
    ),
)
