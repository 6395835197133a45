// Values joined to the tiles by feature-state: a new choice repaints, it never loads a tile again.

import { leave } from "../controls.js";
import { followZoom, isFollowing } from "../follow.js";
import { lonLatOf } from "../frame.js";
import { drawGroups, groupAt } from "../groups.js";
import { marking, onlyWithin } from "../levels.js";
import { hintBelowCommunes, onTerritory } from "../pointing.js";
import { token } from "../theme.js";

const NO_FIGURES = { values: {}, classes: { colors: [], hatch_below: 0 }, groups: null };
const NOTHING = { colour: null, dotted: false, hatched: false };

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

// How territories are drawn, and which: from their figures, or from the lists of codes where they are too many.
function* drawings({ classes, codes, values }) {
  const few = { colour: token("too-few") || classes.insufficient_color, dotted: true, hatched: false };
  for (const [code, { k, r, c }] of Object.entries(values ?? {})) {
    const hatched = c !== null && c < classes.hatch_below;
    if (k !== null) yield [{ colour: classes.colors[k], dotted: false, hatched }, [code]];
    else yield [r === "insuffisant" ? few : NOTHING, [code]];
  }
  for (const [key, list] of Object.entries(codes ?? {})) {
    const hatched = key.endsWith("h");
    yield [key === "few" ? few : { colour: classes.colors[parseInt(key, 10)], dotted: false, hatched }, list];
  }
}

// Tells the engine what changed; what the choice before drew and this one does not is emptied.
function join({ engine, config: { level }, data, joined }) {
  const before = joined[level] ?? new Map();
  const now = new Map();
  joined[level] = now;
  let marks = null;
  const give = (source, id, state) => engine.map.setFeatureState({ source, sourceLayer: level, id }, state);
  const change = (code, drawn, old) => {
    if (drawn.colour !== old.colour) give(level, code, { colour: drawn.colour });
    if (drawn.dotted === old.dotted && drawn.hatched === old.hatched) return;
    marks ??= marking(engine, level);
    give(marks, code, { dotted: drawn.dotted, hatched: drawn.hatched });
  };
  for (const [drawn, codes] of drawings(data)) {
    for (const code of codes) {
      now.set(code, drawn);
      change(code, drawn, before.get(code) ?? NOTHING);
    }
  }
  for (const [code, drawn] of before) if (!now.has(code)) change(code, NOTHING, drawn);
}

// The state is the colour itself: were it a class, another palette would be another expression, and every tile cut anew.
function paint({ engine: { map }, config: { level }, data: { classes } }) {
  const none = token("no-data") || classes.no_data_color;
  map.setPaintProperty(`${level}-fill`, "fill-color", ["to-color", ["feature-state", "colour"], none]);
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
