// Money between territories: curves from pale (buyer) to full colour (supplier), rings for what stays.

import { choose } from "../controls.js";
import { curve } from "../frame.js";
import { when } from "../levels.js";
import { hold, onTerritory } from "../pointing.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const WIDTH = ["interpolate", ["linear"], ["zoom"], 5, ["get", "width"], 9, ["*", 1.6, ["get", "width"]]];
const LINES = ["flow-out", "flow-in"];
const REACH = 4;

export function mount(engine, config) {
  const layer = { engine, config, asked: 0 };
  addSources(engine.map);
  onTerritory(engine, {
    above: (point) => flowAt(engine, point),
    tell: (_, name) => ({ name, text: engine.text.focus ?? "" }),
    open: (code) => choose({ code: code === layer.config.code ? "" : code }),
  });
  return { show: (next) => show(layer, next) };
}

async function show(layer, config) {
  const asked = ++layer.asked;
  const answer = await fetch(config.flows_url);
  if (!answer.ok) return;
  const data = await answer.json();
  if (asked !== layer.asked) return;
  Object.assign(layer, { config });
  layer.engine.useLevel(config.level);
  draw(layer.engine, data);
  hold(layer.engine, data.code);
}

function addSources(map) {
  for (const name of ["flows", "flow-places"]) {
    map.addSource(name, { type: "geojson", data: EMPTY, lineMetrics: name === "flows", promoteId: "id" });
  }
  const under = map.getLayer("inset-frames") ? "inset-frames" : undefined;
  map.addLayer({ id: "flow-rings", type: "circle", source: "flow-places", filter: ["==", ["get", "role"], "self"], paint: ringPaint() }, under);
  for (const id of LINES) {
    const role = id.slice(5);
    map.addLayer({
      id, type: "line", source: "flows", filter: ["==", ["get", "role"], role],
      layout: { "line-cap": "round", "line-sort-key": ["get", "width"] },
      paint: { "line-width": WIDTH, "line-opacity": when("lit", 1, 0.85) },
    }, under);
  }
  map.addLayer({ id: "flow-ends", type: "circle", source: "flow-places", filter: ["==", ["get", "role"], "end"],
    paint: { "circle-radius": 2.2, "circle-color": "#1b1b1b" } }, under);
}

function ringPaint() {
  return {
    "circle-radius": ["*", 1.4, ["get", "width"]],
    "circle-color": "rgba(255, 255, 255, 0.35)",
    "circle-stroke-color": "#5a5a5a",
    "circle-stroke-width": when("lit", 2.5, 1.4),
  };
}

function draw({ map }, data) {
  const largest = Math.max(0, ...data.flows.map((flow) => flow.amount));
  const drawn = data.flows.map((flow, id) => featureOf(flow, id, largest));
  const lines = drawn.filter(({ geometry }) => geometry.type === "LineString");
  const rings = drawn.filter(({ geometry }) => geometry.type === "Point");
  map.getSource("flows").setData({ type: "FeatureCollection", features: lines });
  map.getSource("flow-places").setData({ type: "FeatureCollection", features: [...rings, ...endsOf(data.flows)] });
  map.setPaintProperty("flow-out", "line-gradient", fade(data.colors.out));
  map.setPaintProperty("flow-in", "line-gradient", fade(data.colors.in));
}

// The full colour is reached well before the end, so that a short line still shows it.
function fade(colour) {
  return ["interpolate", ["linear"], ["line-progress"], 0, mixed(colour), 0.7, colour];
}

function mixed(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgb(${parts.map((part) => Math.round(part + (255 - part) * 0.6)).join(", ")})`;
}

export function widthOf(amount, largest) {
  return largest > 0 ? 1 + 9 * Math.sqrt(Math.max(amount, 0) / largest) : 1;
}

function featureOf(flow, id, largest) {
  const own = flow.role === "self";
  const geometry = own
    ? { type: "Point", coordinates: flow.from_point }
    : { type: "LineString", coordinates: curve(flow.from_point, flow.to_point) };
  const properties = { id: id + 1, role: flow.role, width: widthOf(flow.amount, largest), tip: flow.tip };
  return { type: "Feature", properties, geometry };
}

function endsOf(flows) {
  const points = new Map(flows.filter(({ role }) => role !== "self").flatMap((f) => [[f.from, f.from_point], [f.to, f.to_point]]));
  return [...points.values()].map((coordinates) => ({
    type: "Feature", properties: { role: "end" }, geometry: { type: "Point", coordinates },
  }));
}

// The flow under the pointer, with a few pixels of tolerance: lines are thin, fingers are not.
function flowAt({ map }, { x, y }) {
  const box = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
  const [found] = map.queryRenderedFeatures(box, { layers: [...LINES, "flow-rings"] });
  if (!found) return null;
  return { source: found.source, id: found.properties.id, text: found.properties.tip };
}
