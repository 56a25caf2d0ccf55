"""What a new business date brings by itself."""

from tests.tariff_oracle.closing import judge
from tests.tariff_oracle.life import end_if_over, expired, settle_if_done, start_if_due
from tests.tariff_oracle.proposing import of_the_day
from tests.tariff_oracle.records import Coverage, Said
from tests.tariff_oracle.templates import of_the_month
from tests.tariff_oracle.watching import at_risk, bubble


def new_day(coverage: Coverage) -> list[Said]:
    """First what is over, then what starts, then what closes, then what is seen."""
    said, versions = list[Said](), list(coverage.versions.values())
    for version in versions:
        said += expired(coverage, version)
        said += end_if_over(coverage, version)
    for version in versions:
        said += start_if_due(coverage, version)
    for version in versions:
        if version.began:
            said += judge(coverage, version)
            said += bubble(coverage, version)
    for version in versions:
        said += settle_if_done(coverage, version)
        risk = at_risk(coverage, version)
        said += risk
        said += of_the_day(coverage, version, at_risk=any(each.type == "benefit.at_risk" for each in risk))
    return said + (of_the_month(coverage) if coverage.today.day == 1 else [])
