// One's own territory, drawn on the map: a line around communes, a click on one, or its name in a field.

import { leave } from "./controls.js";
import { token } from "./theme.js";

const NOTHING = { type: "FeatureCollection", features: [] };
const CODE = /^\d[\dAB]\d{3}$/;
const STEP = 6;
const MOST_POINTS = 300;

export function compose(engine) {
  const box = document.getElementById("own");
  if (!box) return;
  const part = (name) => box.querySelector(`#own-${name}`);
  const own = { engine, box, part, chosen: [], line: null, asked: 0 };
  box.hidden = false;
  part("draw").addEventListener("click", () => turn(own, part("panel").hidden));
  part("clear").addEventListener("click", () => ask(own, []));
  part("list").addEventListener("click", ({ target }) => target.dataset.code && toggle(own, target.dataset.code));
  part("add").addEventListener("change", () => add(own));
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    // Enter in the field has just added the name that it held.
    if (document.activeElement !== part("add")) go(own);
  });
  listen(own);
}

// While one draws, a drag is a line and no move of the map; the wheel, the buttons and the arrows still move it.
function turn(own, isOn) {
  const { engine, part } = own;
  engine.drawing = isOn;
  part("panel").hidden = !isOn;
  part("draw").setAttribute("aria-expanded", String(isOn));
  engine.stage.toggleAttribute("data-drawing", isOn);
  if (isOn) engine.stage.scrollIntoView({ block: "nearest" });
  if (isOn) engine.map.dragPan.disable();
  else engine.map.dragPan.enable();
  engine.tip.hide();
  addLayers(engine.map);
  for (const id of ["own-area", "own-line", "own-dots"]) {
    engine.map.setLayoutProperty(id, "visibility", isOn ? "visible" : "none");
  }
}

function addLayers(map) {
  if (map.getSource("own-line")) return;
  for (const id of ["own-line", "own-dots"]) map.addSource(id, { type: "geojson", data: NOTHING });
  const colour = token("focus");
  map.addLayer({ id: "own-area", type: "fill", source: "own-line", paint: { "fill-color": colour, "fill-opacity": 0.12 } });
  map.addLayer({ id: "own-line", type: "line", source: "own-line", paint: { "line-color": colour, "line-width": 2.5 } });
  const rim = { "circle-stroke-color": token("sheet"), "circle-stroke-width": 1.5 };
  map.addLayer({ id: "own-dots", type: "circle", source: "own-dots", paint: { "circle-color": colour, "circle-radius": 5, ...rim } });
}

function listen(own) {
  const canvas = own.engine.map.getCanvasContainer();
  canvas.addEventListener("pointerdown", (event) => {
    if (!own.engine.drawing || !event.isPrimary || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    own.line = [at(own, event)];
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!own.line || !event.isPrimary) return;
    const [x, y] = at(own, event);
    const [lastX, lastY] = own.line.at(-1);
    if (Math.hypot(x - lastX, y - lastY) >= STEP) own.line.push([x, y]);
    draw(own);
  });
  canvas.addEventListener("pointercancel", () => end(own));
  canvas.addEventListener("pointerup", () => {
    const line = own.line ?? [];
    const [first] = line;
    end(own);
    if (line.length > 3) ask(own, codesOf(own), spaced(line).map((point) => degrees(own, point).join(",")).join(" "));
    else if (first) press(own, first);
  });
}

function end(own) {
  if (!own.line) return;
  own.line = null;
  draw(own);
}

// A click takes the commune under it, where communes are drawn; elsewhere the map is first to be zoomed.
function press(own, [x, y]) {
  const { map } = own.engine;
  const layers = ["commune-fill"].filter((id) => map.getLayer(id));
  const [found] = layers.length ? map.queryRenderedFeatures([x, y], { layers }) : [];
  if (found) toggle(own, found.properties.code);
  else own.part("said").textContent = own.box.dataset.hint;
}

function toggle(own, code) {
  const codes = codesOf(own);
  ask(own, codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code]);
}

// A name chosen among the suggestions has already become its code; of another, the first suggestion is taken.
async function add(own) {
  const field = own.part("add");
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  const code = CODE.test(text) ? text : await firstCommune(field.dataset.from, text);
  if (code) ask(own, [...codesOf(own), code]);
  else own.part("said").textContent = own.box.dataset.none.replace("{name}", text);
}

async function firstCommune(address, q) {
  const answer = await fetch(`${address}?${new URLSearchParams({ q })}`);
  return answer.ok ? (await answer.json()).communes[0]?.code : null;
}

function codesOf({ chosen }) {
  return chosen.map(({ code }) => code);
}

// The server knows which town halls lie in the line, exactly, at any zoom.
async function ask(own, codes, outline = "") {
  const asked = ++own.asked;
  const url = new URL(own.box.dataset.communes, location.href);
  url.search = new URLSearchParams({ codes: codes.join(","), ...(outline && { outline }) });
  const answer = await fetch(url);
  if (!answer.ok || asked !== own.asked) return;
  const { communes, said } = await answer.json();
  own.chosen = communes;
  own.part("said").textContent = said;
  own.part("list").replaceChildren(...communes.map((one) => itemOf(own, one)));
  for (const name of ["go", "clear"]) own.part(name).disabled = !communes.length;
  const dots = communes.map(({ point }) => feature("Point", point));
  own.engine.map.getSource("own-dots").setData({ ...NOTHING, features: dots });
}

function itemOf({ box }, { code, name }) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${name} ×` });
  button.dataset.code = code;
  button.setAttribute("aria-label", box.dataset.remove.replace("{name}", name));
  item.append(button);
  return item;
}

function draw(own) {
  const ring = (own.line ?? []).map((point) => degrees(own, point));
  const features = ring.length > 2 ? [feature("Polygon", [[...ring, ring[0]]])] : [];
  own.engine.map.getSource("own-line").setData({ ...NOTHING, features });
}

function feature(type, coordinates) {
  return { type: "Feature", properties: {}, geometry: { type, coordinates } };
}

function at({ engine }, { clientX, clientY }) {
  const { left, top } = engine.map.getCanvasContainer().getBoundingClientRect();
  return [clientX - left, clientY - top];
}

function degrees({ engine }, point) {
  return engine.map.unproject(point).toArray().map((one) => Number(one.toFixed(4)));
}

function spaced(line) {
  const every = Math.ceil(line.length / MOST_POINTS);
  return line.filter((_, k) => k % every === 0);
}

// The page of these communes, for the year and the family that the map shows.
function go(own) {
  const asked = new URLSearchParams(location.search);
  const url = new URL(own.part("form").action, location.href);
  url.searchParams.set("codes", codesOf(own).join(","));
  for (const name of ["year", "until", "family"]) if (asked.get(name)) url.searchParams.set(name, asked.get(name));
  leave(url);
}
