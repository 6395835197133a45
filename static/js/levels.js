// One vector source per level of territory, every level drawn by the same layers.

import { addPatterns } from "./patterns.js";
import { token } from "./theme.js";

// Zooms present in the tiles; MapLibre stretches the last one beyond.
const ZOOMS = { region: [3, 8], departement: [3, 9], zone_emploi: [3, 9], epci: [4, 9], commune: [6, 9] };

// 35,000 communes at the scale of the country weigh 1.3 MB and show nothing: they start closer.
export const FIRST_ZOOM = { commune: 6 };

const DEEPEST = 24;

// Thicker lines of a level above, so that one recognises Finistère among its communes.
const BORDER = {
  commune: "departement", epci: "departement", zone_emploi: "region", departement: "region", region: "region",
};
const LEVELS = Object.keys(ZOOMS);

// Widths of the lines of a level over the whole country, and close: the more shapes, the thinner.
const LINE = {
  region: [0.8, 1.4], departement: [0.5, 1.2], zone_emploi: [0.4, 1.1], epci: [0.25, 1], commune: [0.1, 0.6],
};

// The lines of a level have a layer of their own. Left out, an outline takes the colour of its fill: each is then worked
// out twice, and drawn twice.
const BARE = { "fill-antialias": false, "fill-outline-color": "transparent" };

// Shows one level and hides the others; what was loaded stays.
export function useLevel(engine, level, config) {
  if (engine.level === level) return;
  engine.level = level;
  const { map } = engine;
  addPatterns(map);
  if (level === "commune") addDoors(map, config);
  addLevel(map, level, config);
  addBorder(map, BORDER[level], config);
  // A level seen later is laid above the borders of one seen before: they come back on top of it.
  for (const id of [`${BORDER[level]}-border`, outlineOf(level)]) if (map.getLayer(id)) map.moveLayer(id, above(map));
  for (const layer of map.getStyle().layers) {
    const owner = layer.metadata?.shownAt;
    if (owner) map.setLayoutProperty(layer.id, "visibility", owner.includes(level) ? "visible" : "none");
  }
}

// Restricts the communes to those of a département; the others are not 'without data', they are not asked for.
export function onlyWithin(map, level, departement) {
  if (level !== "commune") return;
  // Undefined, not null: MapLibre takes null for another filter than none, and cuts every tile anew.
  const filter = departement ? ["==", ["index-of", departement, ["get", "code"]], 0] : undefined;
  const minzoom = departement ? 0 : FIRST_ZOOM.commune;
  for (const part of ["fill", "dots", "hatch", "line", "lit"]) {
    const id = `commune-${part}`;
    if (!map.getLayer(id)) continue;
    map.setFilter(id, filter);
    map.setLayerZoomRange(id, minzoom, DEEPEST);
  }
}

// The source that outlines what is pointed at, laid when something first is.
export function outlining(engine, level) {
  const paint = { "line-color": token("edge-strong"), "line-width": 2, "line-opacity": when("lit", 1, 0) };
  return laidApart(engine, level, outlineOf(level), { lit: { type: "line", paint } }, above(engine.map));
}

// The source that hatches low coverage and dots what is too few, laid when a territory first needs it.
export function marking(engine, level) {
  const patterns = {
    dots: { type: "fill", paint: { "fill-pattern": "dots", "fill-opacity": when("dotted", 1, 0), ...BARE } },
    hatch: { type: "fill", paint: { "fill-pattern": "hatch", "fill-opacity": when("hatched", 1, 0), ...BARE } },
  };
  return laidApart(engine, level, `${level}-marks`, patterns, `${level}-line`);
}

// Layers over the same shapes from tiles of their own: the engine goes through every layer of the tiles in which a state
// changed, and an outline or a hatching seldom changes when every colour does.
function laidApart({ map, config, level: shown }, level, source, layers, before) {
  if (map.getSource(source)) return source;
  const fill = map.getLayer(`${level}-fill`);
  const filter = fill && map.getFilter(`${level}-fill`);
  addSource(map, source, level, config);
  for (const [part, layer] of Object.entries(layers)) {
    const layout = { visibility: level === shown ? "visible" : "none" };
    const own = { id: `${level}-${part}`, source, "source-layer": level, layout, metadata: { shownAt: [level] } };
    // The same bounds, the same filter: where they differ, the next choice sets them, and every tile is cut anew.
    const { minzoom = 0, maxzoom = DEEPEST } = fill ?? {};
    map.addLayer({ ...layer, ...own, minzoom, maxzoom, ...(filter && { filter }) }, before);
  }
  return source;
}

function outlineOf(level) {
  return `${level}-lit`;
}

function addLevel(map, level, config) {
  if (map.getLayer(`${level}-fill`)) return;
  const minzoom = FIRST_ZOOM[level] ?? 0;
  const edge = token(config.layer === "choropleth" ? "edge" : "rule");
  const add = (part, type, paint) =>
    addLayer(map, config, level, [level], { id: `${level}-${part}`, type, minzoom, paint });
  const ground = config.layer === "choropleth" ? config.no_data_color : token("ground");
  add("fill", "fill", { "fill-color": ground, ...BARE });
  add("line", "line", { "line-color": edge, "line-width": growing(...LINE[level]) });
}

function addBorder(map, level, config) {
  const shownAt = LEVELS.filter((other) => BORDER[other] === level);
  const opacity = config.layer === "choropleth" ? 1 : 0.5;
  const paint = { "line-color": token("soft"), "line-width": growing(0.7, 1.8), "line-opacity": opacity };
  addLayer(map, config, level, shownAt, { id: `${level}-border`, type: "line", paint });
}

// Under the communes lie their départements: before the zoom where communes appear, each is a door to its own.
function addDoors(map, config) {
  const paint = { "fill-color": token("ground") };
  addLayer(map, config, "departement", ["commune"], { id: "doors", type: "fill", paint });
  const rim = { "line-color": token("rule"), "line-width": 1 };
  addLayer(map, config, "departement", ["commune"], { id: "doors-line", type: "line", paint: rim });
}

function addLayer(map, config, source, shownAt, layer) {
  if (map.getLayer(layer.id)) return;
  addSource(map, source, source, config);
  map.addLayer({ ...layer, source, "source-layer": source, metadata: { shownAt } }, above(map));
}

// The lowest layer that shapes stay under: the flows, or the frames of the insets.
function above(map) {
  return ["flow-rings", "inset-frames"].find((id) => map.getLayer(id));
}

function addSource(map, id, level, config) {
  if (map.getSource(id)) return;
  const [minzoom, maxzoom] = ZOOMS[level];
  const tiles = [location.origin + config.tiles.replace("{layer}", level)];
  map.addSource(id, { type: "vector", tiles, minzoom, maxzoom, promoteId: "code" });
}

function growing(near, far) {
  return ["interpolate", ["linear"], ["zoom"], 5, near, 9, far];
}

export function when(state, on, off) {
  return ["case", ["boolean", ["feature-state", state], false], on, off];
}
