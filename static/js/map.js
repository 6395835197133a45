// The map page: the server's SVG stands first; MapLibre takes over once it has something to show.

import { draggable } from "./breaks.js";
import { readConfig } from "./config.js";
import { follow, onSelection } from "./controls.js";
import { createEngine, settled } from "./engine.js";
import { pictured } from "./picture.js";
import { hasWebGL, rested, seen } from "./ready.js";
import { sortable } from "./table.js";
import { scriptSheet } from "./theme.js";
import { timed } from "./time.js";

const LAYERS = {
  choropleth: () => import("./layers/choropleth.js"),
  flows: () => import("./layers/flows.js"),
  residuals: () => import("./layers/residuals.js"),
};

async function start() {
  const figure = document.getElementById("map");
  document.documentElement.dataset.script = "";
  scriptSheet();
  sortable(document);
  follow(document.getElementById("controls"));
  timed();
  draggable();
  pictured();
  if (!figure || !readConfig() || !hasWebGL()) return;
  await Promise.all([seen(figure), rested()]);
  await takeOver(figure);
}

async function takeOver(figure) {
  const config = readConfig();
  const [engine, { mount }] = await Promise.all([createEngine(figure, config), LAYERS[config.layer]()]);
  const layer = mount(engine, config);
  if (document.getElementById("own")) import("./own.js").then(({ compose }) => compose(engine));
  onSelection((chosen) => layer.show(chosen));
  await layer.show(readConfig());
  await settled(engine);
  document.documentElement.dataset.map = "ready";
  window.__mapReady = true;
}

start();
