// Money between territories: curves from pale (buyer) to full colour (supplier), rings for what stays.

import { choose } from "../controls.js";
import { curve } from "../frame.js";
import { when } from "../levels.js";
import { moving } from "../moving.js";
import { hintBelowCommunes, hold, onTerritory } from "../pointing.js";
import { softened, token } from "../theme.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const WIDTH = ["interpolate", ["linear"], ["zoom"], 5, ["get", "width"], 9, ["*", 1.6, ["get", "width"]]];
const RING = ["*", 1.4, ["get", "width"]];
const POINTED = ["flow-out", "flow-in", "flow-gap", "flow-rings"];
const NAMED = 12;
const REACH = 4;

// What flows of money are: where they are asked, how large each is, and how its line is drawn and coloured.
const MONEY = {
  url: ({ flows_url }) => flows_url,
  size: ({ amount }) => amount,
  addLines(map) {
    addLine(map, "out", {});
    addLine(map, "in", {});
  },
  paint(map, { colors }) {
    map.setPaintProperty("flow-out", "line-gradient", fade(token("flow-out") || colors.out));
    map.setPaintProperty("flow-in", "line-gradient", fade(token("flow-in") || colors.in));
  },
};

export function mount(engine, config) {
  return mountFlows(engine, config, MONEY);
}

export function mountFlows(engine, config, kind) {
  const layer = { engine, config, kind, asked: 0, within: null };
  addSources(engine.map, kind);
  layer.move = moving(engine, document.getElementById("move"));
  onTerritory(engine, {
    above: (point) => flowAt(engine, point),
    tell: (_, name) => ({ name, text: engine.text.focus }),
    open: (code) => choose({ code: code === layer.config.code ? "" : code }),
  });
  hintBelowCommunes(engine, () => layer.config.level === "commune");
  return { show: (next) => show(layer, next) };
}

async function show(layer, config) {
  const asked = ++layer.asked;
  const answer = await fetch(layer.kind.url(config));
  if (!answer.ok) return;
  const data = await answer.json();
  if (asked !== layer.asked) return;
  layer.config = config;
  layer.engine.useLevel(config.level);
  layer.move(draw(layer.engine, data, layer.kind));
  hold(layer.engine, data.code);
  lookAt(layer, config, data);
}

// Flows inside one region fill the map; without it the whole page comes back.
function lookAt(layer, { within = null, bounds: [west, south, east, north] }, { flows }) {
  if (within === layer.within) return;
  layer.within = within;
  const { map, animate } = layer.engine;
  const points = flows.flatMap((flow) => [flow.from_point, flow.to_point]);
  const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const box = within && points.length
    ? [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] : [west, south, east, north];
  map.fitBounds(box, { padding: within ? 60 : 0, maxZoom: 10, animate: animate() });
}

function addSources(map, kind) {
  map.addSource("flows", { type: "geojson", data: EMPTY, lineMetrics: true, promoteId: "id" });
  map.addSource("flow-places", { type: "geojson", data: EMPTY, promoteId: "id" });
  addPart(map, "flow-rings", "flow-places", "self", { type: "circle", paint: ringPaint() });
  kind.addLines(map);
  const dot = { "circle-radius": 2.2, "circle-color": token("ink") };
  addPart(map, "flow-ends", "flow-places", "end", { type: "circle", paint: dot });
  addPart(map, "flow-names", "flow-places", "end", { type: "symbol", ...names() });
}

export function addLine(map, role, colour) {
  const layout = { "line-cap": "round", "line-sort-key": ["get", "width"] };
  const paint = { "line-width": WIDTH, "line-opacity": when("lit", 1, 0.85), ...colour };
  addPart(map, `flow-${role}`, "flows", role, { type: "line", layout, paint });
}

function addPart(map, id, source, role, layer) {
  map.addLayer({ id, source, filter: ["==", ["get", "role"], role], ...layer }, "inset-frames");
}

function ringPaint() {
  return {
    "circle-radius": ["interpolate", ["linear"], ["zoom"], 4, ["*", 0.7, ["get", "width"]], 5.2, RING],
    "circle-color": token("sheet"),
    "circle-opacity": 0.35,
    "circle-stroke-color": token("soft"),
    "circle-stroke-width": when("lit", 2.5, 1.4),
  };
}

// Without a glyph server the engine writes with the reader's own fonts.
function names() {
  const layout = {
    "text-field": ["get", "name"],
    "text-font": ["sans-serif"],
    "text-size": 12,
    "text-variable-anchor": ["left", "right", "top", "bottom"],
    "text-radial-offset": 0.6,
    "text-justify": "auto",
    "symbol-sort-key": ["get", "rank"],
  };
  const halo = { "text-halo-color": token("ground"), "text-halo-width": 1.6 };
  return { layout, paint: { "text-color": token("ink"), ...halo } };
}

// Puts the flows on the map, and gives back those that go from one place to another.
function draw({ map }, data, { size, paint }) {
  const largest = Math.max(0, ...data.flows.map(size));
  const drawn = data.flows.map((flow, id) => featureOf(flow, id, widthOf(size(flow), largest)));
  const lines = drawn.filter(({ geometry }) => geometry.type === "LineString");
  const rings = drawn.filter(({ geometry }) => geometry.type === "Point");
  map.getSource("flows").setData({ ...EMPTY, features: lines });
  map.getSource("flow-places").setData({ ...EMPTY, features: [...rings, ...endsOf(data)] });
  paint(map, data);
  return lines;
}

// The full colour is reached well before the end, so that a short line still shows it.
function fade(colour) {
  return ["interpolate", ["linear"], ["line-progress"], 0, softened(colour, token("ground"), 0.6), 0.7, colour];
}

export function widthOf(amount, largest) {
  return largest > 0 ? 1 + 9 * Math.sqrt(Math.max(amount, 0) / largest) : 1;
}

function featureOf(flow, id, width) {
  const properties = { id: id + 1, role: flow.role, k: flow.k ?? -1, width, tip: flow.tip };
  if (flow.role === "self") return feature("Point", flow.from_point, properties);
  return feature("LineString", curve(flow.from_point, flow.to_point), properties);
}

// Both ends of every line, once each; those of the largest flows carry their name.
function endsOf({ flows, code }) {
  const ends = new Map();
  for (const flow of flows.filter(({ role }) => role !== "self")) {
    for (const end of ["from", "to"]) {
      if (!ends.has(flow[end])) ends.set(flow[end], { name: flow[`${end}_name`], point: flow[`${end}_point`] });
    }
  }
  return [...ends].map(([end, { name, point }], rank) => {
    const named = rank < NAMED || end === code;
    return feature("Point", point, { role: "end", name: named ? name : "", rank });
  });
}

function feature(type, coordinates, properties) {
  return { type: "Feature", properties, geometry: { type, coordinates } };
}

// The flow under the pointer, with a few pixels of tolerance: lines are thin, fingers are not.
function flowAt({ map }, { x, y }) {
  const box = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
  const [found] = map.queryRenderedFeatures(box, { layers: POINTED.filter((id) => map.getLayer(id)) });
  if (!found) return null;
  return { source: found.source, id: found.properties.id, said: { text: found.properties.tip } };
}
