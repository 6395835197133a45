// MapLibre on the page's own frame: no basemap, because overseas départements are moved beside the mainland.

import { addInsets } from "./insets.js";
import { useLevel } from "./levels.js";
import { styled } from "./theme.js";
import { createTip } from "./tooltip.js";
import { rememberView, viewOfAddress } from "./view.js";

const VENDOR = "../vendor/maplibre-gl/";
const DEEPEST = 13;
const GROUND = { id: "ground", type: "background", paint: { "background-opacity": 0 } };

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const coarse = matchMedia("(pointer: coarse)");

export async function createEngine(figure, config) {
  const maplibre = await import(vendored("maplibre-gl.mjs"));
  maplibre.setWorkerUrl(vendored("maplibre-gl-worker.mjs"));
  await styled(vendored("maplibre-gl.css"));
  const map = new maplibre.Map(optionsOf(figure, config));
  limitGestures(maplibre, map);
  await map.once("load");
  const stage = figure.querySelector(".stage");
  const engine = { map, stage, config, text: config.text, tip: createTip(stage), level: null };
  engine.svg = () => stage.querySelector(".map-svg");
  engine.animate = () => !calm.matches;
  engine.useLevel = (level) => useLevel(engine, level, config);
  addInsets(maplibre, map, config, engine.svg());
  rememberView(map);
  return engine;
}

// Resolves once everything asked for is on the canvas.
export function settled({ map }) {
  return new Promise((resolve) => {
    map.once("idle", resolve);
    map.triggerRepaint();
  });
}

function vendored(file) {
  return new URL(VENDOR + file, import.meta.url).href;
}

function optionsOf(figure, config) {
  const [west, south, east, north] = config.bounds;
  return {
    container: figure.querySelector("#engine, .engine"),
    style: { version: 8, sources: {}, layers: [GROUND] },
    ...(viewOfAddress() ?? { bounds: [[west, south], [east, north]] }),
    attributionControl: false,
    maxZoom: DEEPEST,
    renderWorldCopies: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    fadeDuration: 0,
    cooperativeGestures: coarse.matches,
    canvasContextAttributes: { preserveDrawingBuffer: true },
    locale: wordsOf(config.text),
  };
}

function wordsOf(text) {
  return {
    "Map.Title": text.map_title,
    "NavigationControl.ZoomIn": text.zoom_in,
    "NavigationControl.ZoomOut": text.zoom_out,
    "CooperativeGesturesHandler.MobileHelpText": text.two_fingers,
  };
}

function limitGestures(maplibre, map) {
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
}
