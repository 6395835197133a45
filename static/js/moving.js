// Points that run along the flows, from buyer to supplier, while the reader wants them to.

import { token } from "./theme.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const LASTS = 3200;
const PAUSE = 50;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

// Gives back what takes the flows drawn (GeoJSON lines); without a button, nothing ever moves.
export function moving({ map }, button) {
  const film = { map, button, lines: [], timer: 0 };
  if (!button) return () => {};
  addPoints(map);
  const offer = () => {
    button.hidden = calm.matches;
    if (calm.matches) stop(film);
  };
  button.addEventListener("click", () => (film.timer ? stop(film) : play(film)));
  document.addEventListener("visibilitychange", () => document.hidden && stop(film));
  calm.addEventListener("change", offer);
  offer();
  return (lines) => { film.lines = lines; };
}

function addPoints(map) {
  map.addSource("flow-moving", { type: "geojson", data: EMPTY });
  const radius = ["interpolate", ["linear"], ["get", "width"], 1, 1.6, 10, 5];
  const rim = { "circle-stroke-color": token("paper"), "circle-stroke-width": 1 };
  const paint = { "circle-radius": radius, "circle-color": token("ink"), ...rim };
  map.addLayer({ id: "flow-moving", type: "circle", source: "flow-moving", paint }, "flow-ends");
}

function play(film) {
  film.button.setAttribute("aria-pressed", "true");
  film.timer = setInterval(() => step(film), PAUSE);
}

function stop(film) {
  clearInterval(film.timer);
  film.timer = 0;
  film.button.setAttribute("aria-pressed", "false");
  film.map.getSource("flow-moving").setData(EMPTY);
}

function step({ map, lines }) {
  const turn = performance.now() / LASTS;
  const features = lines.map((line, rank) => pointOf(line, (turn + rank * 0.382) % 1));
  map.getSource("flow-moving").setData({ ...EMPTY, features });
}

// The point of a line at a share of its way.
function pointOf({ geometry: { coordinates }, properties: { width } }, share) {
  const at = share * (coordinates.length - 1);
  const [a, b] = [coordinates[Math.floor(at)], coordinates[Math.ceil(at)]];
  const point = a.map((value, axis) => value + (b[axis] - value) * (at % 1));
  return { type: "Feature", properties: { width }, geometry: { type: "Point", coordinates: point } };
}
