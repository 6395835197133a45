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

async function valuesOf({ values_url: values, colours_url: colours }) {
  if (!values) return NO_FIGURES;
  const answer = await fetch(colours ?? values);
  return answer.ok ? answer.json() : null;
}

// The state of each territory: from its figures, or from the lists of codes where they are too many.
function* statesOf({ classes, codes, values }) {
  for (const [code, value] of Object.entries(values ?? {})) yield [code, stateOf(value, classes.hatch_below)];
  for (const [key, list] of Object.entries(codes ?? {})) {
    const state = key === "few" ? TOO_FEW : { k: parseInt(key, 10), d: false, h: key.endsWith("h") };
    for (const code of list) yield [code, state];
  }
}

// Gives each territory whose class changed its new one; those of the choice before that have none any more are emptied.
function join({ engine: { map }, config: { level }, data, joined }) {
  const before = joined[level] ?? new Map();
  const now = new Map(statesOf(data));
  joined[level] = now;
  const give = (id, state) => map.setFeatureState({ source: level, sourceLayer: level, id }, state);
  for (const [code, state] of now) if (!isSame(state, before.get(code))) give(code, state);
  for (const code of before.keys()) if (!now.has(code)) give(code, NOTHING);
}

function isSame(one, other) {
  return Boolean(other) && one.k === other.k && one.d === other.d && one.h === other.h;
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

function sayOf(layer, code, name) {
  const { data } = layer;
  if (data?.codes && !data.known?.has(departementOf(code))) {
    fetchFigures(layer, code, name);
    return { name, text: "" };
  }
  const said = data?.values?.[code]?.tip;
  // "Ain : 36 %" in French, "Ain: 36%" in English.
  const text = said?.startsWith(name) ? said.slice(name.length).replace(/^\s?:\s/, "") : said;
  return { name, text: text ?? data?.classes.no_data_label ?? "" };
}

// The figures of a département come when one looks at a commune of it, once; the tooltip then says them.
async function fetchFigures(layer, code, name) {
  const { data, config, engine } = layer;
  const departement = departementOf(code);
  data.asked ??= new Set();
  if (data.asked.has(departement)) return;
  data.asked.add(departement);
  const answer = await fetch(`${config.values_url}&departement=${departement}`);
  if (!answer.ok) return;
  data.values = { ...data.values, ...(await answer.json()).values };
  data.known = new Set(data.known).add(departement);
  if (layer.data === data && engine.lit?.id === code) engine.tip.retell(sayOf(layer, code, name));
}

function departementOf(code) {
  return code.slice(0, /^9[78]/.test(code) ? 3 : 2);
}

function addressOf({ config }, code) {
  return config.territory_url.replace("{level}", config.level).replace("{code}", encodeURIComponent(code));
}
