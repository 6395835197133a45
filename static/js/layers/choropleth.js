// Values joined to the tiles by feature-state: a new choice repaints, it never loads a tile again.

import { leave } from "../controls.js";
import { followZoom, isFollowing } from "../follow.js";
import { lonLatOf } from "../frame.js";
import { drawGroups, groupAt } from "../groups.js";
import { onlyWithin } from "../levels.js";
import { hintBelowCommunes, onTerritory } from "../pointing.js";
import { token } from "../theme.js";

const NO_CLASS = -1;
const TOO_FEW = { k: NO_CLASS, d: true, h: false };
const NO_FIGURES = { values: {}, classes: { colors: [], hatch_below: 0 }, groups: null };
const NOTHING = { k: NO_CLASS, d: false, h: false };

export function mount(engine, config) {
  const layer = { engine, config, data: null, joined: {}, seen: null, asked: 0 };
  onTerritory(engine, {
    tell: (code, name) => sayOf(layer, code, name),
    also: (point) => groupAt(engine, point),
    address: (code) => addressOf(layer, code),
    open: (code) => leave(addressOf(layer, code)),
  });
  hintBelowCommunes(engine, () => layer.config.level === "commune" && !layer.config.departement);
  followZoom(engine, config);
  return { show: (next) => show(layer, next) };
}

async function show(layer, config) {
  const asked = ++layer.asked;
  const data = await valuesOf(config);
  if (!data || asked !== layer.asked) return;
  Object.assign(layer, { config, data });
  layer.engine.useLevel(config.level);
  onlyWithin(layer.engine.map, config.level, config.departement);
  join(layer);
  paint(layer);
  drawGroups(layer.engine, data.groups);
  lookAt(layer);
}

async function valuesOf({ values_url: url }) {
  if (!url) return NO_FIGURES;
  const answer = await fetch(url);
  return answer.ok ? answer.json() : null;
}

// Gives every territory its class; those of the choice before that have none any more are emptied.
function join({ engine: { map }, config: { level }, data, joined }) {
  const threshold = data.classes.hatch_below;
  const before = joined[level] ?? new Set();
  joined[level] = new Set(Object.keys(data.values));
  for (const code of before) {
    if (!joined[level].has(code)) map.setFeatureState({ source: level, sourceLayer: level, id: code }, NOTHING);
  }
  for (const [code, value] of Object.entries(data.values)) {
    map.setFeatureState({ source: level, sourceLayer: level, id: code }, stateOf(value, threshold));
  }
}

export function stateOf(value, threshold) {
  if (value.k === null) return value.r === "insuffisant" ? TOO_FEW : NOTHING;
  return { k: value.k, d: false, h: value.c !== null && value.c < threshold };
}

function paint({ engine: { map }, config: { level }, data: { classes } }) {
  map.setPaintProperty(`${level}-fill`, "fill-color", colourOf(classes));
}

export function colourOf(classes) {
  const tooFew = ["boolean", ["feature-state", "d"], false];
  const [few, none] = [token("too-few") || classes.insufficient_color, token("no-data") || classes.no_data_color];
  const absent = ["case", tooFew, few, none];
  if (!classes.colors.length) return absent;
  const steps = classes.colors.flatMap((colour, k) => [k, colour]);
  return ["match", ["number", ["feature-state", "k"], NO_CLASS], ...steps, absent];
}

// A département chosen at the level of communes fills the map; without one the whole page comes back.
function lookAt(layer) {
  const { engine, config, seen } = layer;
  if (config.departement === seen) return;
  layer.seen = config.departement;
  const shape = engine.svg().querySelector(`[data-code="${CSS.escape(config.departement ?? "")}"]`);
  if (!shape && isFollowing()) return;
  const [[west, south], [east, north]] = shape ? cornersOf(shape, layer) : pageOf(config);
  engine.map.fitBounds([west, south, east, north], { padding: shape ? 24 : 0, animate: engine.animate() });
}

function cornersOf(shape, { config, engine }) {
  const { x, y, width, height } = shape.getBBox();
  return [[x, y + height], [x + width, y]].map((corner) => lonLatOf(corner, config, engine.svg()));
}

function pageOf({ bounds: [west, south, east, north] }) {
  return [[west, south], [east, north]];
}

function sayOf({ data }, code, name) {
  const said = data?.values[code]?.tip;
  // "Ain : 36 %" in French, "Ain: 36%" in English.
  const text = said?.startsWith(name) ? said.slice(name.length).replace(/^\s?:\s/, "") : said;
  return { name, text: text ?? data?.classes.no_data_label ?? "" };
}

function addressOf({ config }, code) {
  return config.territory_url.replace("{level}", config.level).replace("{code}", encodeURIComponent(code));
}
