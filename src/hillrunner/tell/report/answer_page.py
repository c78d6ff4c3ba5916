"""The answer as one HTML page that asks the network for nothing: bars with intervals, and maps.

The maps show every muscle on the leg; the bars give their figures.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from markupsafe import Markup

from hillrunner.published.realistic_changes import Cause, Kind
from hillrunner.tell.report.body_map import body_map
from hillrunner.tell.report.document import rendered, styles
from hillrunner.tell.report.elements import folded
from hillrunner.tell.report.elements import note as small_print
from hillrunner.tell.report.muscle_colours import Worth, common_step
from hillrunner.tell.words.answer import TRAINING, missing_intervals, sentences, title
from hillrunner.tell.words.answer_training import over
from hillrunner.tell.words.changes import HEADINGS, grade, label, note, reason, source
from hillrunner.tell.words.clock import change_clock, signed
from hillrunner.tell.words.race import cost_from, named, oxygen_from, race_line
from hillrunner.worth.answer.answer import Answer
from hillrunner.worth.answer.effects import PERCENTILES, Effect
from hillrunner.worth.answer.plausible import UNCERTAIN

TITLE = "Does leg muscle help?"
HONEST = (
    "Computed, not measured: optimal motions of a model of this body, with published changes and "
    "an anchored cost of running. This is no medical advice."
)
_HALF = 100.0  # half of a bar's picture
MAPS = {  # cause: title
    Cause.MUSCLE: "10 % more muscle: strength and size",
    Cause.STRENGTH: "10 % more strength without size",
}


def answer_page(answer: Answer) -> str:
    """The page, a whole HTML document; the maps are drawn on the runner's own leg."""
    said = sentences(answer)
    leads = said.pop("Answer")
    realistic = [e for e in answer.effects if e.change.kind != Kind.ROUND]
    equal = [e for e in answer.effects if e.change.kind == Kind.ROUND]
    cards = [
        _card("The answer", "".join(f'<p class="verdict">{html.escape(one)}</p>' for one in leads))
    ]
    cards.append(_card(TRAINING, _trained(answer) + _list(said.pop(TRAINING))))
    cards.append(
        _card(
            "The three causes",
            _groups(realistic) + _missing(answer),
            "a realistic change of each; seconds in the race, left is faster",
        )
    )
    cards.append(
        _card("Compared by equal steps", _groups(equal), "round numbers, not equally likely")
    )
    if answer.muscles:
        cards.append(_card("Every muscle", _muscles(answer), "both legs together"))
    cards += [_card(name, _list(lines)) for name, lines in said.items()]
    cards.append(_card("Where it comes from", _provenance(answer)))
    sub = f"{title(answer)} {race_line(answer.race)}"
    whole = rendered(
        "answer.html",
        title=TITLE,
        subtitle=sub,
        style=styles("style.css", "body_map.css", "answer.css"),
        cards=Markup("".join(cards)),
        footer=HONEST,
    )
    return str(whole)


def _card(title: str, inner: str, small: str = "") -> str:
    small = f"<small>{html.escape(small)}</small>" if small else ""
    return f'<section class="card"><h2>{html.escape(title)}{small}</h2>{inner}</section>'


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in lines) + "</ul>"


def _missing(answer: Answer) -> str:
    missing = missing_intervals(answer)
    return small_print(html.escape(missing)) if missing else ""


def _muscles(answer: Answer) -> str:
    """Maps that share their colours, so that they can be compared, and bars with the figures."""
    by_cause = {
        cause: sorted(
            (e for e in answer.muscles if e.change.cause == cause), key=lambda e: e.seconds
        )
        for cause in MAPS
    }
    percent = ("%", 100.0 / answer.race.prediction.time)
    worths = [
        Worth(MAPS[cause], {e.change.what: e.seconds for e in ranked}, "s", also=percent)
        for cause, ranked in by_cause.items()
        if ranked
    ]
    maps = [body_map(answer.anatomy, worth, common_step(worths)) for worth in worths]
    if answer.top_speed is not None:
        faster = {
            e.change.what: e.top_speed for e in by_cause[Cause.MUSCLE] if e.top_speed is not None
        }
        share = ("%", 100.0 / answer.top_speed)
        worth = Worth(f"{MAPS[Cause.MUSCLE]}: top speed", faster, "m/s", helps=1, also=share)
        maps.append(body_map(answer.anatomy, worth, common_step([worth])))
    bars = "".join(
        folded(f"{MAPS[cause]}: all {len(ranked)} muscles", _bars(ranked))
        for cause, ranked in by_cause.items()
        if ranked
    )
    return (
        "".join(maps)
        + small_print(
            f"Seconds over {html.escape(named(answer.race))} and percent of its time, to first "
            "order; hold the pointer on a muscle for its figure. Muscles are drawn along their "
            "paths in the model, about as thick as their volume. Deep muscles show where others "
            "leave them free."
        )
        + bars
    )


def _groups(effects: Sequence[Effect]) -> str:
    """One scale for all, so that the causes can be compared by eye."""
    scale = _scale(effects)
    parts = []
    for cause, heading in HEADINGS.items():
        mine = [e for e in effects if e.change.cause == cause]
        if mine:
            ranked = sorted(mine, key=lambda e: e.seconds)
            parts.append(f"<h3>{html.escape(heading)}</h3>{_bars(ranked, scale)}")
    return "".join(parts)


def _scale(effects: Sequence[Effect]) -> float:
    """Seconds of half a picture."""
    ends = [abs(s) for e in effects for s in (e.seconds, *(e.interval or ()))]
    return max([1.0, *ends])


def _bars(effects: Sequence[Effect], scale: float | None = None) -> str:
    scale = scale or _scale(effects)
    return f'<div class="bars">{"".join(_bar(e, scale) for e in effects)}</div>'


def _bar(effect: Effect, scale: float) -> str:
    change = effect.change
    interval = ""
    if effect.interval:
        low, high = effect.interval
        interval = f"<span>{change_clock(low)} to {change_clock(high)}</span>"
    moved = [
        f"{word} {signed(value)} %"
        for word, value in (("energy", effect.cost), ("effort", effect.effort))
        if value is not None
    ]
    who = source(change).split(",")[0]
    why = f"{reason(change)}, {who}" if who else reason(change)
    return (
        f'<div class="effect" title="{html.escape(note(change), quote=True)}"><div>'
        f"{html.escape(label(change))}</div>"
        f"{_picture(label(change), effect.seconds, effect.interval, scale)}"
        f'<div class="num"><b>{change_clock(effect.seconds)}</b> {signed(effect.percent)} %'
        f"{interval}</div>"
        f'<div class="why"><span>{html.escape("; ".join([*moved, why]))}</span></div></div>'
    )


def _trained(answer: Answer) -> str:
    """The bar of the standard plan."""
    training = answer.training
    seconds, low, high = training.seconds
    name = f"{training.plan.name}, {training.plan.weeks} weeks"
    percent = 100.0 * seconds / answer.race.prediction.time
    bar = _picture(name, seconds, (low, high), max(1.0, abs(seconds), abs(low), abs(high)))
    return (
        f'<div class="bars"><div class="effect"><div>{html.escape(name)}</div>{bar}'
        f'<div class="num"><b>{change_clock(seconds)}</b> {signed(percent)} %'
        f"<span>{change_clock(low)} to {change_clock(high)}</span></div>"
        f'<div class="why"><span>energy {signed(training.cost.value)} %; 5 to 95 % of '
        f"{html.escape(over(answer))}</span></div></div></div>"
    )


def _picture(name: str, seconds: float, interval: tuple[float, float] | None, scale: float) -> str:
    at = _HALF * seconds / scale
    kind = "faster" if at < 0.0 else "slower"
    parts = [
        f'<rect class="{kind}" x="{min(at, 0.0):.1f}" y="4" width="{abs(at):.1f}" height="12"/>',
        '<line class="zero" x1="0" x2="0" y1="1" y2="19"/>',
    ]
    if interval:
        low, high = (_HALF * s / scale for s in interval)
        parts.append(f'<line class="span" x1="{low:.1f}" x2="{high:.1f}" y1="10" y2="10"/>')
        parts += [
            f'<line class="span" x1="{x:.1f}" x2="{x:.1f}" y1="6" y2="14"/>' for x in (low, high)
        ]
    said = html.escape(f"{name}: {change_clock(seconds)}", quote=True)
    return (
        f'<svg viewBox="{-_HALF - 4} 0 {2 * _HALF + 8} 20" role="img" aria-label="{said}">'
        f"{''.join(parts)}</svg>"
    )


def _provenance(answer: Answer) -> str:
    race, ensemble = answer.race, answer.ensemble
    sources = dict.fromkeys(
        f"{label(e.change)}: {source(e.change)} ({grade(e.change)}). {note(e.change)}"
        for e in answer.effects
        if e.change.published
    )
    varied = [
        f"{u.label}: {u.low:g} to {u.high:g} {u.unit}, {u.source}".replace(" 1,", ",")
        for u in UNCERTAIN
    ]
    low, high = PERCENTILES
    solved = (
        f"{ensemble.runs} of {ensemble.ordered} plausible bodies solved, {ensemble.failed} not "
        f"converged and not used. An interval is from the {low:g}th to the {high:g}th percentile."
        if ensemble.ordered
        else "No ensemble of plausible bodies was computed."
    )
    return (
        _list([oxygen_from(race), cost_from(race.curve.anchor), solved])
        + f"<details><summary>Sources of the changes</summary>{_list(list(sources))}</details>"
        + f"<details><summary>What plausible bodies differ in</summary>{_list(varied)}</details>"
    )
