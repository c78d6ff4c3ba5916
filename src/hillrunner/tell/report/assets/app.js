// Wires clock, plots, player and controls together.
const ICON = { play: "M3 1l11 7-11 7z", pause: "M3 1h4v14H3zM9 1h4v14H9z" };
const root = document.documentElement;
window.addEventListener("error", (event) => {
  root.dataset.error = event.message;
});

/** Draws everything and starts the clock. */
function main() {
  plots();
  for (const g of D.groups) html("option", g.name, $("only")).value = g.name;
  const colours = RAMP.map((c) => `rgb(${c.map((v) => Math.round(255 * v))})`);
  $("ramp").style.background = `linear-gradient(90deg, ${colours.join()})`;
  let view = null;
  try {
    view = player();
  } catch (error) {
    root.dataset.error = error.message;
    $("nogl").hidden = false;
  }

  const button = $("play");
  const scrub = $("scrub");
  /** Starts or stops the clock. */
  function playing(on) {
    clock.playing = on;
    button.replaceChildren();
    svg(
      "path",
      { d: on ? ICON.pause : ICON.play },
      svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, button),
    );
    button.setAttribute("aria-label", on ? "Pause" : "Play");
  }
  button.addEventListener("click", () => playing(!clock.playing));
  $("canvas").addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      playing(!clock.playing);
    }
  });
  scrub.addEventListener("input", () => {
    playing(false);
    clock.set(Math.min(scrub.value / 1000, 0.9999));
  });
  $("only").addEventListener("change", () => view && view.draw());
  for (const who of $("whos") ? $("whos").children : []) {
    who.addEventListener("click", () => {
      who.setAttribute("aria-pressed", String(who.getAttribute("aria-pressed") !== "true"));
      if (view) view.draw();
    });
  }
  clock.listeners.push((phase) => {
    scrub.value = Math.round(1000 * phase);
    const times = [...(D.before ? [D.before] : []), D]
      .map((d) => (phase * d.period).toFixed(3))
      .join(" / ");
    $("clock").textContent = `${times} s \u00b7 ${(100 * phase).toFixed(0)} %`;
    root.dataset.phase = phase.toFixed(4);
    if (view) view.draw();
  });

  let last = null;
  /** Moves the clock on with each picture of the browser. */
  function tick(now) {
    if (clock.playing && !clock.held && last !== null) {
      const next =
        clock.phase + ((Math.min(now - last, 100) / 1000) * Number($("rate").value)) / D.period;
      clock.laps = (clock.laps + Math.floor(next)) % 1000;
      clock.set(next);
    }
    last = now;
    requestAnimationFrame(tick);
  }

  // #t=0.3 shows that phase, standing still; #view=Front that view.
  const asked = new URLSearchParams(location.hash.slice(1));
  const phase = parseFloat(asked.get("t"));
  const name = asked.get("view");
  if (view && name && Object.hasOwn(VIEWS, name)) view.look(name);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  playing(!Number.isFinite(phase) && !calm);
  clock.set(Number.isFinite(phase) ? phase : 0);
  requestAnimationFrame(tick);
  root.dataset.webgl = view ? "yes" : "no";
  root.dataset.ready = "1";
}
main();
