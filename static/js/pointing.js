// Mouse, finger and keyboard reach the same words: what is under the pointer, or what has the focus.

import { FIRST_ZOOM } from "./levels.js";
import { lonLatOf } from "./frame.js";
import { visit } from "./controls.js";

// tell(code, name) gives {name, text}; open(code) acts on a click; above(point) finds what lies over the shapes.
export function onTerritory(engine, { tell, open, above = () => null }) {
  const { map, tip } = engine;
  const touch = { last: null };
  map.on("mousemove", (event) => point(engine, event.point, tell, above));
  map.on("mouseout", () => leave(engine));
  map.on("movestart", () => tip.hide());
  map.on("click", (event) => {
    const found = point(engine, event.point, tell, above);
    if (!found) return;
    if (isTouch(event) && touch.last !== found.key) touch.last = found.key;
    else if (found.door) visit(found.door);
    else if (found.code) open(found.code);
  });
  followFocus(engine, tell);
}

function isTouch({ originalEvent }) {
  return originalEvent.pointerType === "touch" || originalEvent.sourceCapabilities?.firesTouchEvents;
}

function point(engine, at, tell, above) {
  const over = above(at);
  const shape = over ? null : shapeAt(engine, at);
  light(engine, over ?? shape);
  engine.map.getCanvas().style.cursor = over || shape ? "pointer" : "";
  if (!over && !shape) return engine.tip.hide();
  engine.tip.show(at, over ?? shape.said ?? tell(shape.code, shape.name));
  return over ? { key: `${over.source} ${over.id}` } : { key: shape.code, ...shape };
}

function shapeAt({ map, level, svg, text }, at) {
  const layers = [`${level}-fill`, "doors"].filter((id) => map.getLayer(id));
  const [found] = map.queryRenderedFeatures([at.x, at.y], { layers });
  if (!found) return null;
  const { code, name } = found.properties;
  const shape = { source: found.source, sourceLayer: found.sourceLayer, id: code, code, name };
  if (found.layer.id !== "doors") return shape;
  const link = svg().querySelector(`a:has([data-code="${CSS.escape(code)}"])`);
  return { ...shape, door: link?.getAttribute("href"), said: { name, text: text.door } };
}

function leave(engine) {
  light(engine, null);
  engine.tip.hide();
}

// Keeps one territory outlined whatever the pointer does: the one whose flows are shown.
export function hold(engine, code) {
  engine.held = code ? { source: engine.level, sourceLayer: engine.level, id: code } : null;
  light(engine, null);
}

function light(engine, pointed) {
  const next = pointed ?? engine.held ?? null;
  const { map, lit: last } = engine;
  if (last?.id === next?.id && last?.source === next?.source) return;
  if (last && map.getSource(last.source)) map.setFeatureState(target(last), { lit: false });
  if (next) map.setFeatureState(target(next), { lit: true });
  engine.lit = next;
}

function target({ source, sourceLayer, id }) {
  return sourceLayer ? { source, sourceLayer, id } : { source, id };
}

// The links of the server's SVG stay in the tab order under the canvas; rows of the table light the map too.
function followFocus(engine, tell) {
  const { figure, map } = engine;
  const reach = (event) => {
    const code = codeOf(event.target);
    const shape = code && engine.svg().querySelector(`[data-code="${CSS.escape(code)}"]`);
    if (!shape) return;
    light(engine, { source: engine.level, sourceLayer: engine.level, id: code });
    if (!figure.contains(event.target)) return;
    const { x, y, width, height } = shape.getBBox();
    const at = map.project(lonLatOf([x + width / 2, y + height / 2], engine.config, engine.svg()));
    const name = shape.querySelector("title")?.textContent.split(" : ")[0] ?? "";
    engine.tip.show(at, tell(code, name) ?? { name, text: "" });
  };
  document.addEventListener("focusin", reach);
  document.addEventListener("focusout", () => leave(engine));
  document.addEventListener("mouseover", (event) => event.target.closest?.("tr[data-code]") && reach(event));
}

function codeOf(element) {
  const row = element.closest?.("tr[data-code]");
  return row?.dataset.code ?? element.querySelector?.(":scope > [data-code]")?.dataset.code;
}

// Below the zoom where communes appear, a line over the map says what to do.
export function hintBelowCommunes({ map, figure, text }, wanted) {
  const hint = Object.assign(document.createElement("p"), { className: "map-hint", textContent: text.zoom_hint });
  const update = () => { hint.hidden = !wanted() || map.getZoom() >= FIRST_ZOOM.commune; };
  figure.append(hint);
  update();
  map.on("zoom", update);
  map.on("idle", update);
}
