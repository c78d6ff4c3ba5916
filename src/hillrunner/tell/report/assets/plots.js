// The clock shared by plots and player, and the plots.

const D = JSON.parse(document.getElementById("data").textContent);
/** The element with that id, or null. */
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

/** Makes an element of a picture, in `parent` where that is given. */
function svg(kind, attributes, parent) {
  const node = document.createElementNS(SVG, kind);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (parent) parent.appendChild(node);
  return node;
}

/** Makes an element of the page with a text, perhaps with a class, in `parent` where given. */
function html(kind, text, parent, name) {
  const node = document.createElement(kind);
  node.textContent = text;
  if (name) node.className = name;
  if (parent) parent.appendChild(node);
  return node;
}

// Phase of the stride, 0 to 1, and who wants to know of it.
const clock = {
  phase: 0,
  laps: 0, // whole strides run, so that the ground keeps rolling
  playing: false,
  held: false, // a pointer rests on a plot
  listeners: [],
  set(phase) {
    this.phase = phase - Math.floor(phase);
    for (const listen of this.listeners) listen(this.phase);
  },
};

/**
 * Value of a series at a phase of the stride.
 * @param {number[]} values on the frames of a stride; the last is the first of the next stride
 * @param {number} phase 0 to 1
 */
function sample(values, phase) {
  const x = phase * (values.length - 1);
  const i = Math.min(Math.floor(x), values.length - 2);
  return values[i] + (x - i) * (values[i + 1] - values[i]);
}

/** A round number (1, 2, 2.5 or 5 times a power of ten) that divides `range` into about `count`. */
function niceStep(range, count) {
  const raw = range / count;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const part = raw / power;
  return (part > 5 ? 10 : part > 2.5 ? 5 : part > 2 ? 2.5 : part > 1 ? 2 : 1) * power;
}

const MARGIN = { left: 34, right: 6, top: 6, bottom: 18 };

/**
 * One small plot with a cursor that follows the clock, and that a pointer moves.
 * @param {Element} parent
 * @param {Object} spec
 * @param {string} spec.title
 * @param {number} spec.digits decimals of the values that are read
 * @param {number} [spec.low] end of the axis; from the values where not given; `high` likewise
 * @param {number} [spec.span] least height of the axis
 * @param {number} [spec.height] of the picture (px)
 * @param {number[][]} [spec.stance] when the foot is down (% of the stride); the page's if not given
 * @param {boolean} [spec.legend] whether values are read in a line of names below the title
 * @param {{values: number[], name: string, css: string, sd: ?number[], read: ?boolean}[]}
 *   spec.series the later ones are drawn on top; those with `read` are read at the cursor
 */
function plot(parent, spec) {
  const figure = html("figure", "", parent);
  const caption = html("figcaption", "", figure);
  html("b", spec.title, caption);
  const readout = spec.legend ? html("p", "", figure, "reads") : html("span", "", caption);
  const picture = svg("svg", { class: "plot", role: "img", "aria-label": spec.title }, figure);
  const height = spec.height || 132;
  const all = spec.series.flatMap((s) =>
    s.sd ? s.values.flatMap((v, i) => [v - s.sd[i], v + s.sd[i]]) : s.values,
  );
  let low = Math.min(...all, spec.low ?? Infinity);
  let high = Math.max(...all, spec.high ?? -Infinity);
  const missing = (spec.span || 1e-6) - (high - low); // a flat curve shall look flat
  if (missing > 0) {
    low -= missing / 2;
    high += missing / 2;
  }
  if (spec.low === undefined) low -= 0.05 * (high - low);
  if (spec.high === undefined) high += 0.05 * (high - low);
  const step = niceStep(high - low, 4);
  let width = 0;
  let cursor = null;
  let dots = [];
  let near = null;
  const x = (phase) => MARGIN.left + phase * (width - MARGIN.left - MARGIN.right);
  const y = (value) =>
    MARGIN.top + ((high - value) / (high - low)) * (height - MARGIN.top - MARGIN.bottom);
  const line = (values) =>
    values
      .map((v, i) => `${i ? "L" : "M"}${x(i / (values.length - 1)).toFixed(1)} ${y(v).toFixed(1)}`)
      .join("");
  const shown = spec.series.filter((s) => s.read);
  const single = spec.series.filter((s) => s.css === "one");

  /** Draws all but the cursor. */
  function draw() {
    picture.replaceChildren();
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const [a, b] of spec.stance || D.stance[0]) {
      svg(
        "rect",
        {
          class: "stance",
          x: x(a / 100),
          y: MARGIN.top,
          width: x(b / 100) - x(a / 100),
          height: height - MARGIN.top - MARGIN.bottom,
        },
        picture,
      );
    }
    for (let v = Math.ceil(low / step) * step; v <= high + 1e-9; v += step) {
      const zero = Math.abs(v) < step / 1e6;
      svg(
        "line",
        {
          class: zero ? "zero" : "rule",
          x1: MARGIN.left,
          x2: width - MARGIN.right,
          y1: y(v),
          y2: y(v),
        },
        picture,
      );
      const label = svg("text", { x: MARGIN.left - 5, y: y(v) + 4, "text-anchor": "end" }, picture);
      label.textContent = String(+(zero ? 0 : v).toFixed(6)).replace("-", "\u2212");
    }
    for (const p of [0, 0.5, 1]) {
      const label = svg(
        "text",
        { x: x(p), y: height - 4, "text-anchor": p === 0 ? "start" : p === 1 ? "end" : "middle" },
        picture,
      );
      label.textContent = p === 1 ? "100 %" : String(100 * p);
    }
    for (const s of spec.series) {
      if (s.sd) {
        const up = s.values.map((v, i) => v + s.sd[i]);
        const down = s.values.map((v, i) => v - s.sd[i]);
        const back = down
          .map((v, i) => `L${x(i / (down.length - 1)).toFixed(1)} ${y(v).toFixed(1)}`)
          .reverse()
          .join("");
        svg("path", { class: "sd", d: line(up) + back + "Z" }, picture);
      }
      s.path = svg("path", { class: s.css, d: line(s.values) }, picture);
    }
    cursor = svg("line", { class: "cursor", y1: MARGIN.top, y2: height - MARGIN.bottom }, picture);
    dots = shown
      .filter((s) => s.css !== "m")
      .map((s) => [
        svg(
          "circle",
          { class: s.css === "l" ? "dot ll" : s.css === "r" ? "dot" : `dot ${s.css}`, r: 3.2 },
          picture,
        ),
        s,
      ]);
    move(clock.phase);
  }

  /** Moves the cursor to a phase and reads the values there. */
  function move(phase) {
    if (!cursor) return;
    cursor.setAttribute("x1", x(phase));
    cursor.setAttribute("x2", x(phase));
    for (const [dot, s] of dots) {
      dot.setAttribute("cx", x(phase));
      dot.setAttribute("cy", y(sample(s.values, phase)));
    }
    readout.replaceChildren();
    const digits = spec.digits;
    const tell = (v) => v.toFixed(digits).replace("-", "\u2212");
    if (near) {
      html("em", `${near.name} ${tell(sample(near.values, phase))}`, readout, "l");
      return;
    }
    if (spec.legend) {
      for (const s of shown.slice().reverse()) {
        const entry = html("em", "", readout, s.css);
        html("i", "", entry);
        entry.append(`${s.name} `);
        html("b", tell(sample(s.values, phase)), entry);
      }
      return;
    }
    for (const s of shown) html("em", tell(sample(s.values, phase)), readout, s.css);
  }

  /** Stops the clock where the pointer is, and picks the single line near it. */
  function point(event) {
    if (!cursor) return;
    const box = picture.getBoundingClientRect();
    const phase = (event.clientX - box.left - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
    clock.held = true;
    if (near) near.path.classList.remove("near");
    near = null;
    if (single.length && !parent.classList.contains("bare")) {
      const at = Math.min(Math.max(phase, 0), 0.9999);
      const v = event.clientY - box.top;
      let best = 9;
      for (const s of single) {
        const d = Math.abs(y(sample(s.values, at)) - v);
        if (d < best) {
          best = d;
          near = s;
        }
      }
      if (near) near.path.classList.add("near");
    }
    clock.set(Math.min(Math.max(phase, 0), 0.9999));
  }
  /** Lets the clock go on. */
  function leave() {
    clock.held = false;
    if (near) near.path.classList.remove("near");
    near = null;
    move(clock.phase);
  }
  picture.addEventListener("pointermove", point);
  picture.addEventListener("pointerdown", point);
  picture.addEventListener("pointerleave", leave);
  picture.addEventListener("pointercancel", leave);
  clock.listeners.push(move);
  /** Draws again where the page has given the plot another width. */
  function fit() {
    const now = Math.round(figure.clientWidth);
    if (now && now !== width) {
      width = now;
      draw();
    }
  }
  picture.style.height = height + "px";
  fit();
  new ResizeObserver(() => requestAnimationFrame(fit)).observe(figure);
}

/** The plots of a page of one run that come from its frames: forces, angles and muscle groups. */
function single() {
  const forces = $("forces");
  [
    [1, "Up"],
    [0, "Forward"],
    [2, "To the right"],
  ].forEach(([axis, title]) => {
    plot(forces, {
      title,
      digits: 2,
      height: 150,
      span: 0.2,
      series: [
        { css: "r", read: true, name: "right", values: D.force[0][axis] },
        { css: "l", read: true, name: "left", values: D.force[1][axis] },
      ],
    });
  });
  for (const a of D.angles) {
    const series = [{ css: "r", read: true, name: a.name, values: a.values }];
    if (a.measured) {
      series.push({ css: "m", read: true, name: "measured", values: a.measured, sd: a.sd });
    }
    plot($("angles"), { title: a.title, digits: 1, span: 10, series: series });
  }
  const top = Math.max(...D.groups.flatMap((g) => g.sum)) / 1000;
  for (const g of D.groups) {
    const thin = (rows, scale) =>
      g.muscles.map((name, i) => ({ css: "one", name, values: rows[i].map((v) => v * scale) }));
    plot($("activations"), {
      title: g.name,
      digits: 2,
      low: 0,
      high: 1,
      series: [...thin(g.activation, 1), { css: "r", read: true, name: g.name, values: g.mean }],
    });
    plot($("tendons"), {
      title: g.name,
      digits: 2,
      low: 0,
      high: top,
      series: [
        ...thin(g.force, 0.001),
        { css: "r", read: true, name: g.name, values: g.sum.map((v) => v / 1000) },
      ],
    });
  }
}

/** Every plot of the page, and the buttons that hide single lines. */
function plots() {
  if (D.force && !D.before) single(); // elsewhere all curves come as charts
  for (const chart of D.charts) {
    if ($(chart.into)) {
      plot($(chart.into), { ...chart, series: chart.series.map((s) => ({ ...s, read: true })) });
    }
  }
  for (const button of document.querySelectorAll(".toggle")) {
    button.addEventListener("click", () => {
      const on = $(button.dataset.of).classList.toggle("bare");
      button.setAttribute("aria-pressed", String(!on));
    });
  }
}
