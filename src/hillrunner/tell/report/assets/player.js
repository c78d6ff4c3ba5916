// The runner in 3-D: every part is a tapered capsule, drawn as one instanced mesh with WebGL 2.
// Where there is a run before (D.before), it is drawn as a ghost over the other, or alone as
// itself.

// Colours of a muscle from no activation to full.
const RAMP = [
  [0.27, 0.32, 0.44],
  [0.43, 0.31, 0.6],
  [0.78, 0.29, 0.43],
  [0.96, 0.55, 0.24],
  [1.0, 0.89, 0.48],
];
// Colours of bone, flesh and shoe.
const MATERIAL = [
  [0.8, 0.82, 0.85],
  [0.47, 0.52, 0.58],
  [0.36, 0.4, 0.46],
  [0.5, 0.41, 0.32],
];
// Colours of the ground force under the right and the left foot.
const FEET = [
  [1.0, 0.54, 0.36],
  [0.36, 0.75, 0.87],
];
const GHOST = [0.45, 0.87, 1.0];
const ARROW = 0.34; // m for one body weight
const PIECES = 9; // capsules along a muscle
// Azimuth (deg) and height (rad) of the camera.
const VIEWS = { Side: [0, 0.07], Front: [90, 0.07], Back: [-90, 0.1], Angle: [38, 0.2] };

/**
 * Colour of a muscle.
 * @param {number} a activation, 0 to 1
 * @returns {number[]} red, green and blue, 0 to 1
 */
function ramp(a) {
  const x = Math.min(Math.max(a, 0), 1) * (RAMP.length - 1);
  const i = Math.min(Math.floor(x), RAMP.length - 2);
  const f = x - i;
  return [0, 1, 2].map((k) => RAMP[i][k] + f * (RAMP[i + 1][k] - RAMP[i][k]));
}

// A capsule: a sphere cut at its equator, its halves moved to the capsule's two ends.
const CAPSULE_VERTEX = `#version 300 es
layout(location = 0) in vec4 dir;   // direction on the sphere, and which end: w = 0 or 1
layout(location = 1) in vec4 p0;    // first end, and its radius
layout(location = 2) in vec4 p1;    // other end, and its radius
layout(location = 3) in vec4 tint;  // colour, and how much it glows
uniform mat4 view;
uniform vec3 slope;    // cosine and sine of the ground's slope
uniform float shadow;  // above 0.5: flat on the ground
out vec3 normal;
out vec3 place;
out vec4 colour;

vec2 tilted(vec2 p) {
  return vec2(slope.x * p.x - slope.y * p.y, slope.y * p.x + slope.x * p.y);
}

void main() {
  vec3 along = p1.xyz - p0.xyz;
  float len = length(along);
  vec3 z = len > 1e-6 ? along / len : vec3(0.0, 1.0, 0.0);
  vec3 aside = abs(z.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0);
  vec3 x = normalize(cross(z, aside));
  vec3 y = cross(z, x);
  // A taper leans the normals of the sides.
  float taper = len > 1e-6 ? clamp((p0.w - p1.w) / len, -0.9, 0.9) : 0.0;
  normal = normalize(x * dir.x + y * dir.y + z * (dir.z + taper * (1.0 - abs(dir.z))));
  vec3 at = mix(p0.xyz, p1.xyz, dir.w) + normal * mix(p0.w, p1.w, dir.w);
  if (shadow > 0.5) {
    at.xz += at.y * vec2(0.25, -0.35);
    at.y = 0.002;
  }
  at.xy = tilted(at.xy);
  normal.xy = tilted(normal.xy);
  place = at;
  colour = tint;
  gl_Position = view * vec4(at, 1.0);
}`;

const CAPSULE_FRAGMENT = `#version 300 es
precision highp float;
in vec3 normal;
in vec3 place;
in vec4 colour;
uniform vec3 eye;
uniform float shadow;
uniform vec4 ghost;  // colour and strength; strength 0 where it is solid
out vec4 o;

void main() {
  if (shadow > 0.5) {
    o = vec4(0.0, 0.0, 0.0, 0.38);
    return;
  }
  vec3 n = normalize(normal);
  vec3 v = normalize(eye - place);
  if (ghost.a > 0.0) {  // like glass: most at the rim
    float a = ghost.a * (0.16 + 0.84 * pow(1.0 - abs(dot(n, v)), 1.5));
    o = vec4(ghost.rgb * a, a);
    return;
  }
  float key = max(dot(n, normalize(vec3(0.45, 0.85, 0.55))), 0.0);
  float sky = 0.5 + 0.5 * n.y;
  float rim = pow(1.0 - max(dot(n, v), 0.0), 3.0);
  vec3 lit = colour.rgb * (0.34 + 0.26 * sky + 0.55 * key) + vec3(0.16, 0.19, 0.24) * rim;
  o = vec4(mix(lit, colour.rgb * 1.05, colour.a), 1.0);
}`;

const GROUND_VERTEX = `#version 300 es
layout(location = 0) in vec4 dir;  // a corner
uniform mat4 view;
uniform vec3 slope;
out vec2 at;

void main() {
  at = dir.xz * vec2(9.0, 5.0);
  gl_Position = view * vec4(slope.x * at.x, slope.y * at.x, at.y, 1.0);
}`;

const GROUND_FRAGMENT = `#version 300 es
precision highp float;
in vec2 at;
uniform float way;  // how far the ground has moved (m)
out vec4 o;

float near(float x) {  // 1 on whole numbers, 0 a pixel away
  return 1.0 - min(abs(fract(x - 0.5) - 0.5) / max(fwidth(x), 1e-5), 1.0);
}

void main() {
  vec2 p = vec2(at.x + way, at.y);
  float fade = exp(-dot(at, at) * 0.10);
  float lane = step(abs(at.y), 0.42);
  vec3 c = vec3(0.115, 0.135, 0.165) + lane * vec3(0.03, 0.035, 0.04);
  float lines = 0.20 * max(near(2.0 * p.x), near(2.0 * p.y)) + 0.25 * near(p.x);
  o = vec4((c + lines * vec3(0.55, 0.62, 0.72)) * fade, fade);
}`;

/**
 * Starts the 3-D view in the page's canvas.
 * @returns {?{draw: function(), look: function(string)}} draws again; turns to one of VIEWS. Null
 *   where the browser has no WebGL 2.
 */
function player() {
  const canvas = $("canvas");
  const gl = canvas.getContext("webgl2", { antialias: true, stencil: true, alpha: true });
  if (!gl) {
    $("nogl").hidden = false;
    canvas.hidden = true;
    $("views").hidden = true;
    return null;
  }
  /** Compiles two shaders; `at` finds a uniform of them by its name. */
  const program = (vertex, fragment) => {
    const p = gl.createProgram();
    for (const [kind, text] of [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
        throw new Error(gl.getShaderInfoLog(shader));
      }
      gl.attachShader(p, shader);
    }
    gl.linkProgram(p);
    return { p, at: (name) => gl.getUniformLocation(p, name) };
  };
  const solid = program(CAPSULE_VERTEX, CAPSULE_FRAGMENT);
  const floor = program(GROUND_VERTEX, GROUND_FRAGMENT);

  // A unit capsule: directions of a sphere, cut at the equator into two ends (w = 0 and 1).
  const SIDES = 18;
  const RINGS = 5;
  const mesh = [];
  const faces = [];
  for (let r = 0; r <= 2 * RINGS + 1; r++) {
    const end = r > RINGS ? 1 : 0;
    const t = (-0.5 + (r - end) / (2 * RINGS)) * Math.PI;
    for (let s = 0; s < SIDES; s++) {
      const u = (2 * Math.PI * s) / SIDES;
      mesh.push(Math.cos(t) * Math.cos(u), Math.cos(t) * Math.sin(u), Math.sin(t), end);
      const a = r * SIDES + s;
      const b = r * SIDES + ((s + 1) % SIDES);
      if (r <= 2 * RINGS) faces.push(a, b, a + SIDES, b, b + SIDES, a + SIDES);
    }
  }
  const runners = [D, ...(D.before ? [D.before] : [])].map((data) => ({
    data,
    pose: new Float32Array(data.scene.origin[0].length * 7),
  }));
  const parts = Math.max(
    ...runners.map(
      ({ data: { scene } }) =>
        scene.capsules.length + scene.around.length + scene.muscles.length * PIECES + 4,
    ),
  );
  const STRIDE = 12;
  const instances = new Float32Array(parts * STRIDE);
  const stream = gl.createBuffer();
  /** A buffer that does not change. */
  const buffer = (target, data) => {
    const b = gl.createBuffer();
    gl.bindBuffer(target, b);
    gl.bufferData(target, data, gl.STATIC_DRAW);
    return b;
  };
  const body = gl.createVertexArray();
  gl.bindVertexArray(body);
  buffer(gl.ARRAY_BUFFER, new Float32Array(mesh));
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 4, gl.FLOAT, false, 0, 0);
  buffer(gl.ELEMENT_ARRAY_BUFFER, new Uint16Array(faces));
  gl.bindBuffer(gl.ARRAY_BUFFER, stream);
  gl.bufferData(gl.ARRAY_BUFFER, instances.byteLength, gl.DYNAMIC_DRAW);
  for (let k = 1; k <= 3; k++) {
    gl.enableVertexAttribArray(k);
    gl.vertexAttribPointer(k, 4, gl.FLOAT, false, 4 * STRIDE, 16 * (k - 1));
    gl.vertexAttribDivisor(k, 1);
  }
  const ground = gl.createVertexArray();
  gl.bindVertexArray(ground);
  buffer(gl.ARRAY_BUFFER, new Float32Array([-1, 0, -1, 0, 1, 0, -1, 0, -1, 0, 1, 0, 1, 0, 1, 0]));
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 4, gl.FLOAT, false, 0, 0);

  // Of the runner being drawn, by segment: origin (x, y, z) and quaternion (x, y, z, w).
  let pose = runners[0].pose;
  /**
   * Puts the segments of a runner where they are at a phase of the stride.
   * @returns {number[]} the frame before that phase, and the share of the way to the next
   */
  function posture(runner, phase) {
    const S = runner.data.scene;
    const count = S.origin[0].length;
    pose = runner.pose;
    const x = phase * (S.origin.length - 1);
    const i = Math.min(Math.floor(x), S.origin.length - 2);
    const f = x - i;
    for (let s = 0; s < count; s++) {
      for (let k = 0; k < 3; k++) {
        pose[7 * s + k] = S.origin[i][s][k] + f * (S.origin[i + 1][s][k] - S.origin[i][s][k]);
      }
      let norm = 0;
      for (let k = 0; k < 4; k++) {
        const q = S.turn[i][s][k] + f * (S.turn[i + 1][s][k] - S.turn[i][s][k]);
        pose[7 * s + 3 + k] = q;
        norm += q * q;
      }
      norm = Math.sqrt(norm);
      for (let k = 3; k < 7; k++) pose[7 * s + k] /= norm;
    }
    return [i, f];
  }
  /** A point of segment `s`, from the segment's frame to the page's world (m). */
  function world(s, x, y, z) {
    const o = 7 * s;
    const qx = pose[o + 3];
    const qy = pose[o + 4];
    const qz = pose[o + 5];
    const w = pose[o + 6];
    const tx = 2 * (qy * z - qz * y);
    const ty = 2 * (qz * x - qx * z);
    const tz = 2 * (qx * y - qy * x);
    return [
      pose[o] + x + w * tx + qy * tz - qz * ty,
      pose[o + 1] + y + w * ty + qz * tx - qx * tz,
      pose[o + 2] + z + w * tz + qx * ty - qy * tx,
    ];
  }
  let used = 0;
  /**
   * Adds a capsule to those to be drawn.
   * @param {number[]} a one end (m), `r` its radius
   * @param {number[]} b the other end, `s` its radius
   * @param {number[]} colour red, green and blue, 0 to 1
   * @param {number} glow 0 to 1, how little light and shade change the colour
   */
  function capsule(a, r, b, s, colour, glow) {
    instances.set(
      [a[0], a[1], a[2], r, b[0], b[1], b[2], s, colour[0], colour[1], colour[2], glow],
      STRIDE * used++,
    );
  }
  /**
   * Adds a muscle: capsules along its path, thick in the middle.
   * @param {{points: number[][], radius: number}} m points as [segment, x, y, z]
   * @param {number} a activation, 0 to 1
   * @param {boolean} dim whether it is one of those not chosen
   */
  function muscle(m, a, dim) {
    const points = m.points.map((p) => world(...p));
    const colour = dim ? [0.25, 0.28, 0.33] : ramp(a);
    const lengths = [0];
    for (let i = 1; i < points.length; i++) {
      lengths.push(
        lengths[i - 1] + Math.hypot(...[0, 1, 2].map((k) => points[i][k] - points[i - 1][k])),
      );
    }
    const whole = lengths[lengths.length - 1];
    const at = [];
    const knots = lengths.map((l) => l / whole); // bends of the path stay bends of the drawing
    const free = Math.max(PIECES + 1 - knots.length, 0);
    for (let i = 1; i <= free; i++) knots.push(i / (free + 1));
    knots.sort((p, q) => p - q);
    for (const t of knots) {
      let j = 1;
      while (j < lengths.length - 1 && lengths[j] < t * whole) j++;
      const f = (t * whole - lengths[j - 1]) / (lengths[j] - lengths[j - 1] || 1);
      at.push([0, 1, 2].map((k) => points[j - 1][k] + f * (points[j][k] - points[j - 1][k])));
    }
    const thick = (dim ? 0.5 : 1) * m.radius;
    const radius = (t) =>
      thick *
      (0.32 + 0.68 * Math.pow(Math.sin(Math.PI * Math.min(Math.max(t * 1.15 - 0.02, 0), 1)), 0.8));
    for (let i = 1; i < at.length && i <= PIECES; i++) {
      capsule(at[i - 1], radius(knots[i - 1]), at[i], radius(knots[i]), colour, dim ? 0 : 0.25 * a);
    }
  }

  const camera = { azimuth: 0, height: 0.07, distance: 4.3 };
  /** Turns the camera to one of VIEWS. */
  function look(name) {
    [camera.azimuth, camera.height] = [(VIEWS[name][0] * Math.PI) / 180, VIEWS[name][1]];
    for (const button of $("views").children) {
      button.setAttribute("aria-pressed", String(button.textContent === name));
    }
  }
  for (const name in VIEWS) {
    html("button", name, $("views")).addEventListener("click", () => {
      look(name);
      draw();
    });
  }
  for (const button of $("views").children) button.type = "button";

  /**
   * The camera as a matrix (column by column), and where it is (m).
   * @param {number} aspect width over height of the canvas
   */
  function matrix(aspect) {
    const target = [0, 0.52 * D.height, 0];
    const { azimuth: a, height: h, distance } = camera;
    const back = [Math.cos(h) * Math.sin(a), Math.sin(h), Math.cos(h) * Math.cos(a)];
    const right = [Math.cos(a), 0, -Math.sin(a)];
    const up = [
      back[1] * right[2] - back[2] * right[1],
      back[2] * right[0] - back[0] * right[2],
      back[0] * right[1] - back[1] * right[0],
    ];
    const d = distance * Math.max(1, 0.82 / aspect);
    const eye = target.map((v, k) => v + d * back[k]);
    const f = 1 / Math.tan(0.24);
    const near = 0.1;
    const far = 40;
    const dot = (p) => p[0] * eye[0] + p[1] * eye[1] + p[2] * eye[2];
    const rows = [
      [...right, -dot(right)],
      [...up, -dot(up)],
      [...back, -dot(back)],
    ];
    const m = new Float32Array(16);
    for (let c = 0; c < 4; c++) {
      m[4 * c] = (f / aspect) * rows[0][c];
      m[4 * c + 1] = f * rows[1][c];
      m[4 * c + 2] =
        ((far + near) / (near - far)) * rows[2][c] +
        (c === 3 ? (2 * far * near) / (near - far) : 0);
      m[4 * c + 3] = -rows[2][c];
    }
    return [m, eye];
  }

  /** Draws the runners as they are at the clock's phase. */
  function draw() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const w = Math.round(canvas.clientWidth * ratio);
    const h = Math.round(canvas.clientHeight * ratio);
    if (!w || !h || gl.isContextLost()) return;
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
    const shown = runners.filter(
      (_, i) =>
        document.querySelector(`#whos [data-who="${i}"]`)?.getAttribute("aria-pressed") !== "false",
    );
    const [first, over] = shown;
    const lead = (first || runners[0]).data; // the ground moves with the first
    const casting = first ? build(first) : (used = 0);
    const [view, eye] = matrix(w / h);
    const tilt = Math.atan(lead.grade);
    const slope = [Math.cos(tilt), Math.sin(tilt), 0];
    gl.viewport(0, 0, w, h);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT | gl.STENCIL_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.disable(gl.DEPTH_TEST);
    gl.useProgram(floor.p);
    gl.bindVertexArray(ground);
    gl.uniformMatrix4fv(floor.at("view"), false, view);
    gl.uniform3fv(floor.at("slope"), slope);
    gl.uniform1f(floor.at("way"), (lead.speed * lead.period * (clock.laps + clock.phase)) % 1);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.useProgram(solid.p);
    gl.bindVertexArray(body);
    gl.uniformMatrix4fv(solid.at("view"), false, view);
    gl.uniform3fv(solid.at("slope"), slope);
    gl.uniform3fv(solid.at("eye"), eye);
    gl.uniform4f(solid.at("ghost"), 0, 0, 0, 0);
    send();
    gl.enable(gl.STENCIL_TEST); // a shadow darkens the ground once
    gl.stencilFunc(gl.EQUAL, 0, 255);
    gl.stencilOp(gl.KEEP, gl.KEEP, gl.INCR);
    gl.uniform1f(solid.at("shadow"), 1);
    paint(casting);
    gl.disable(gl.STENCIL_TEST);
    gl.enable(gl.DEPTH_TEST);
    gl.uniform1f(solid.at("shadow"), 0);
    paint(used);
    if (over) {
      build(over);
      send();
      gl.uniform4f(solid.at("ghost"), ...GHOST, 0.75);
      gl.uniform3fv(solid.at("slope"), [
        Math.cos(Math.atan(over.data.grade)),
        Math.sin(Math.atan(over.data.grade)),
        0,
      ]);
      // It is seen through the other runner; of itself, only what is nearest.
      gl.clear(gl.DEPTH_BUFFER_BIT);
      gl.colorMask(false, false, false, false);
      paint(used);
      gl.colorMask(true, true, true, true);
      gl.depthFunc(gl.LEQUAL);
      paint(used);
      gl.depthFunc(gl.LESS);
    }
    const root = document.documentElement.dataset;
    root.drawn = String(Number(root.drawn || 0) + 1);
    root.runners = String(shown.length);
  }
  /** Sends the capsules to the graphics card. */
  function send() {
    gl.bindBuffer(gl.ARRAY_BUFFER, stream);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, instances.subarray(0, used * STRIDE));
  }
  /** Draws the first `some` capsules. */
  function paint(some) {
    gl.drawElementsInstanced(gl.TRIANGLES, faces.length, gl.UNSIGNED_SHORT, 0, some);
  }

  /**
   * Makes the capsules of a runner.
   * @returns {number} how many of them cast a shadow; the arrows of force behind them do not
   */
  function build(runner) {
    const { data } = runner;
    const S = data.scene;
    const [frame, part] = posture(runner, clock.phase);
    const only = $("only").value;
    used = 0;
    for (const c of S.capsules) {
      capsule(
        world(c[0], c[1], c[2], c[3]),
        c[8],
        world(c[4], c[5], c[6], c[7]),
        c[9],
        MATERIAL[c[10]],
        0,
      );
    }
    for (const c of S.around) capsule(c.slice(0, 3), c[6], c.slice(3, 6), c[6], MATERIAL[c[7]], 0);
    S.muscles.forEach((m, i) => {
      const a =
        S.activation[frame][i] + part * (S.activation[frame + 1][i] - S.activation[frame][i]);
      muscle(m, a, only && m.group !== only);
    });
    const casting = used;
    for (const foot of [0, 1]) {
      const force = [0, 1, 2].map((k) => sample(data.force[foot][k], clock.phase));
      if (force[1] < 0.04) continue;
      const load = [0, 1].map((k) =>
        data.force[foot][1][frame + k] > 0.03 ? (k ? part : 1 - part) : 0,
      );
      const whole = load[0] + load[1];
      if (whole < 1e-6) continue;
      const from = [0, 1, 2].map(
        (k) =>
          (load[0] * data.pressure[foot][frame][k] + load[1] * data.pressure[foot][frame + 1][k]) /
          whole,
      );
      const to = from.map((v, k) => v + ARROW * force[k]);
      const neck = from.map(
        (v, k) => v + ARROW * force[k] * Math.max(0, 1 - 0.09 / (ARROW * Math.hypot(...force))),
      );
      capsule(from, 0.007, neck, 0.007, FEET[foot], 0.8);
      capsule(neck, 0.022, to, 0.001, FEET[foot], 0.8);
    }
    return casting;
  }

  const fingers = new Map();
  /** Brings the camera nearer (`factor` below 1) or farther. */
  const zoom = (factor) => {
    camera.distance = Math.min(Math.max(camera.distance * factor, 1.6), 9);
    draw();
  };
  /** Distance of two fingers on the screen (px). */
  const apart = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  };
  canvas.addEventListener("pointerdown", (e) => {
    canvas.setPointerCapture(e.pointerId);
    fingers.set(e.pointerId, [e.clientX, e.clientY]);
  });
  canvas.addEventListener("pointermove", (e) => {
    const before = fingers.get(e.pointerId);
    if (!before) return;
    const gap = fingers.size === 2 ? apart() : 0;
    fingers.set(e.pointerId, [e.clientX, e.clientY]);
    if (gap) {
      zoom(gap / apart());
      return;
    }
    camera.azimuth -= (e.clientX - before[0]) * 0.008;
    camera.height = Math.min(
      Math.max(camera.height + (e.clientY - before[1]) * 0.006, -0.05),
      1.45,
    );
    for (const button of $("views").children) button.setAttribute("aria-pressed", "false");
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (e) => fingers.delete(e.pointerId));
  }
  canvas.addEventListener(
    "wheel",
    (e) => {
      // The page scrolls until the runner is clicked.
      if (document.activeElement !== canvas && !e.ctrlKey) return;
      e.preventDefault();
      zoom(Math.exp(e.deltaY * 0.001));
    },
    { passive: false },
  );
  canvas.addEventListener("webglcontextlost", (e) => e.preventDefault());
  canvas.addEventListener("webglcontextrestored", () => location.reload());
  new ResizeObserver(() => requestAnimationFrame(draw)).observe(canvas);
  look("Angle");
  return { draw, look };
}
