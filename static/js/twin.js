// Two maps that look at the same place: whichever the reader moves, the other follows.

import { configOf } from "./config.js";
import { createEngine, settled } from "./engine.js";
import { mount } from "./layers/choropleth.js";
import { hasWebGL, rested, seen } from "./ready.js";
import { sortable } from "./table.js";
import { scriptSheet } from "./theme.js";

async function start() {
  const figures = [...document.querySelectorAll("figure.map")];
  document.documentElement.dataset.script = "";
  scriptSheet();
  sortable(document);
  if (!hasWebGL()) return;
  await Promise.all([seen(figures[0]), rested()]);
  const engines = await Promise.all(figures.map(takeOver));
  link(...engines.map(({ map }) => map));
  await Promise.all(engines.map(settled));
  document.documentElement.dataset.map = "ready";
}

async function takeOver(figure) {
  const config = configOf(figure.querySelector("script[type='application/json']"));
  const engine = await createEngine(figure, config);
  await mount(engine, config).show(config);
  return engine;
}

function link(one, other) {
  let led = false;
  const lead = (map, follower) => map.on("move", () => {
    if (led) return;
    led = true;
    follower.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
    led = false;
  });
  lead(one, other);
  lead(other, one);
}

start();
