// Mouse, finger and keyboard reach the same words: what is under the pointer, or what has the focus.

import { visit } from "./controls.js";
import { lonLatOf } from "./frame.js";
import { FIRST_ZOOM, outlining } from "./levels.js";

// tell(code, name) gives {name, text}; open(code) acts on a click, after a link where one leads on;
// above(point) finds what lies over the shapes, also(point) adds what surrounds them.
export function onTerritory(engine, does) {
  const { map, tip } = engine;
  map.on("mousemove", (event) => point(engine, event.point, does));
  map.on("mouseout", ({ originalEvent }) => stays(engine, originalEvent) || leave(engine));
  map.on("movestart", () => tip.hide());
  document.addEventListener("swapped", () => leave(engine));
  map.on("click", (event) => press(engine, event, does));
  followFocus(engine, does);
}

// A finger cannot hover: its touch tells, and what a click would have opened stands as a link.
function press(engine, { point: at, originalEvent }, does) {
  // Whoever draws a territory of one's own chooses communes: nothing opens.
  if (engine.drawing) return;
  const finger = originalEvent.pointerType === "touch";
  const pointed = point(engine, at, does);
  // The lines of a territory's flows meet over it: a click there is still a click on the territory.
  const found = finger ? pointed : shapeAt(engine, at);
  if (found?.door) visit(found.door);
  else if (finger && does.address && found?.code) tellWithLink(engine, at, found, does);
  else if (found?.code) does.open(found.code);
}

function tellWithLink({ tip, text }, at, { code, name }, does) {
  tip.show(at, { ...does.tell(code, name), around: does.also?.(at), link: { href: does.address(code), text: text.open } });
}

function point(engine, at, { tell, above, also }) {
  if (engine.drawing) return null;
  const found = above?.(at) ?? shapeAt(engine, at);
  light(engine, found);
  engine.map.getCanvas().style.cursor = found?.code || found?.door ? "pointer" : "";
  const said = found && (found.said ?? tell(found.code, found.name));
  engine.tip.show(at, said && { ...said, around: also?.(at) });
  return found;
}

function shapeAt({ map, level, svg, text }, at) {
  const layers = [`${level}-fill`, "doors"].filter((id) => map.getLayer(id));
  const [found] = map.queryRenderedFeatures([at.x, at.y], { layers });
  if (!found) return null;
  const { code, name } = found.properties;
  const shape = { source: found.source, sourceLayer: found.sourceLayer, id: code };
  if (found.layer.id !== "doors") return { ...shape, code, name };
  const door = svg().querySelector(`a:has([data-code="${CSS.escape(code)}"])`)?.getAttribute("href");
  return { ...shape, door, said: { name, text: door ? text.door : "" } };
}

// Going from the map to the link of its tooltip is not leaving the map.
function stays({ stage }, { relatedTarget }) {
  return Boolean(relatedTarget && stage.contains(relatedTarget));
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
  if (last && map.getSource(last.source)) map.setFeatureState(target(engine, last), { lit: false });
  if (next) map.setFeatureState(target(engine, next), { lit: true });
  engine.lit = next;
}

// A territory is lit in its outline, a flow where it is drawn.
function target(engine, { source, sourceLayer, id }) {
  return sourceLayer ? { source: outlining(engine, sourceLayer), sourceLayer, id } : { source, id };
}

// The links of the server's SVG keep their place in the tab order; rows of the table light the map too.
function followFocus(engine, { tell }) {
  document.addEventListener("focusin", ({ target: at }) => reach(engine, at, tell));
  document.addEventListener("focusout", (event) => stays(engine, event) || leave(engine));
  document.addEventListener("mouseover", ({ target: at }) => at.closest("tr[data-code]") && reach(engine, at, tell));
}

function reach(engine, element, tell) {
  const shape = shapeOf(engine, element);
  if (!shape) return;
  const { code } = shape.dataset;
  light(engine, { source: engine.level, sourceLayer: engine.level, id: code });
  if (!engine.stage.contains(element)) return;
  const name = shape.querySelector("title").textContent.split(/\s?:\s/)[0];
  engine.tip.show(engine.map.project(middle(shape, engine)), tell(code, name));
}

function shapeOf({ svg, stage }, element) {
  const row = element.closest("tr[data-code]");
  if (row) return svg().querySelector(`[data-code="${CSS.escape(row.dataset.code)}"]`);
  return stage.contains(element) ? element.querySelector(":scope > [data-code]") : null;
}

function middle(shape, { config, svg }) {
  const { x, y, width, height } = shape.getBBox();
  return lonLatOf([x + width / 2, y + height / 2], config, svg());
}

// Below the zoom where communes appear, a line over the map says what to do.
export function hintBelowCommunes({ map, stage, text }, wanted) {
  const hint = Object.assign(document.createElement("p"), { className: "map-hint", textContent: text.zoom_hint });
  const update = () => { hint.hidden = !wanted() || map.getZoom() >= FIRST_ZOOM.commune; };
  stage.append(hint);
  update();
  map.on("zoom", update);
  map.on("idle", update);
}
