"""The verdicts of a version's closed windows, all of them, from the first on, out of what is known now."""

from datetime import date

from tests.tariff_oracle import figures
from tests.tariff_oracle.calendar import Span, after, later, length, money_span, rolling
from tests.tariff_oracle.conditions import Looked
from tests.tariff_oracle.fees import MILLION, in_force, rounded, single_rate
from tests.tariff_oracle.looking import feed_known, in_time, judged_windows, looked, relaxed
from tests.tariff_oracle.money import capped, miss, reckoned
from tests.tariff_oracle.records import Coverage, Verdict, Version
from tests.tariff_oracle.worth import forecast_flow


class Chain:
    """How the benefit stands while the windows are gone through."""

    def __init__(self, coverage: Coverage, version: Version, owed_before: int) -> None:
        self.coverage, self.version, self.terms = coverage, version, version.terms
        self.same_window = version.terms["applies"] == "same_window"
        self.held = self.ever = version.granting
        self.graces, self.owed = 0, owed_before
        self.agreed: dict[date | None, bool] = {version.starts: version.granting}
        """By its first day, whether what is charged then is charged under the terms."""
        self.changed = False
        self.found: list[Verdict] = []

    def go(self, today: date) -> list[Verdict]:
        """Every verdict of the version, recomputed."""
        assert self.coverage.tariffs is not None
        for window, cut in judged_windows(self.version):
            if later(window.to, self.coverage.tariffs.eval_lag_days) > today:
                break
            if cut and (self.same_window or not self.agreed.get(money_span(self.terms, window).first, False)):
                break
            told = self.version.told.get(window.first)
            if told is not None and self._stands(told):
                self.held, self.ever, self.graces = told.held, told.ever, told.graces
                self._decides(window)
                self.found.append(told)
            else:
                self.found.append(self._judged(window, cut=cut))
                self.changed = self.changed or (told is not None and told.told() != self.found[-1].told())
            self.owed += self.found[-1].owed
        return self.found

    def _stands(self, told: Verdict) -> bool:
        """Whether nothing came that could make it another one."""
        if told.window.first in self.version.frozen:
            return True
        if self.changed or told.reason == "no_postings":
            return False
        by = in_time(self.coverage, told.window)
        return figures.turnover(self.coverage.heard, self.version.whose, told.window, by) == told.turnover

    def _decides(self, window: Span) -> None:
        first = (money_span if self.same_window else after)(self.terms, window).first
        self.agreed[first] = self.held

    def _judged(self, window: Span, *, cut: bool) -> Verdict:
        coverage, version, terms = self.coverage, self.version, self.terms
        assert coverage.tariffs is not None
        said, values, distance = looked(coverage, version, window, 0)
        reason = version.frozen.get(window.first)
        if reason is None and not feed_known(coverage, version, window):
            reason = "no_postings"
        if reason is None and (said.met is None or self._unknown_if_kept(window, said, cut=cut)):
            reason = "unknown_value"
        outcome = "undetermined" if reason is not None else self._outcome(window, said, cut=cut)
        self._decides(window)
        money = money_span(terms, window)
        granted = self.agreed.get(money.first, False)
        effective: Span | None = money if self.same_window else after(terms, window)
        assert effective is not None
        if cut or reason == "risk_hold" or effective.first >= version.end:
            effective = None
        worth, owed, over = reckoned(coverage, version, money, granted=granted), 0, False
        if version.granting and outcome == "revoked" and granted and window.first not in version.waived:
            owed, over = capped(terms, miss(version, window, worth), self.owed)
        segment = coverage.segment(version.client_id)
        prices = in_force(coverage.tariffs, version.item, segment, (effective or money).first, version.currency)
        rate = single_rate(prices, version.benefit if self.held else None)
        worth["realised"] = rounded(worth["charged"] + owed + worth["gain"] - worth["base"])
        place = len(self.found) + (length(terms) - 1 if rolling(terms) else 0)
        worth["forecast"] = forecast_flow(version, place)
        clients = figures.clients_of(coverage.heard, version.whose, window)
        clients = [version.client_id] if terms["scope"] == "client" else clients
        turnover = figures.turnover(coverage.heard, version.whose, window, in_time(coverage, window))
        failed = [path for path, _ in said.failed] if not said.met else []
        return Verdict(
            window, outcome, reason, values, distance, failed, effective, rate, clients, turnover, granted,
            self.held, self.graces, self.ever, owed, over, worth,
        )  # fmt: skip

    def _unknown_if_kept(self, window: Span, said: Looked, *, cut: bool) -> bool:
        """Whether a benefit that is held would be taken or kept by what nobody knows."""
        if said.met or not self.held or cut:
            return False
        off = (self.terms["hysteresis"] or {}).get("off_minor")
        by_off = False if off is None else relaxed(self.coverage, self.version, window, off, 0)
        by_cure: bool | None = False
        if self.graces < self.terms["cure_windows"]:
            by_cure = relaxed(self.coverage, self.version, window, None, MILLION - self.terms["tolerance_ppm"])
        return not by_off and None in (by_off, by_cure)

    def _outcome(self, window: Span, said: Looked, *, cut: bool) -> str:
        """Earned, grace, revoked or not earned; how the benefit stands after it."""
        off = (self.terms["hysteresis"] or {}).get("off_minor")
        kept = self.held and not cut
        if said.met:
            self.held, self.ever, self.graces = True, True, 0
            return "earned"
        if kept and off is not None and relaxed(self.coverage, self.version, window, off, 0):
            self.graces = 0
            return "earned"
        share = MILLION - self.terms["tolerance_ppm"]
        more = self.graces < self.terms["cure_windows"]
        if kept and more and relaxed(self.coverage, self.version, window, None, share):
            self.graces += 1
            return "grace"
        self.held, self.graces = False, 0
        return "revoked" if self.ever else "not_earned"
