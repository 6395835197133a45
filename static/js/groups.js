// What is drawn over the colours: outlines of places with their names, or names alone.

import { token } from "./theme.js";

const NONE = { type: "FeatureCollection", features: [] };
const FILL = "groups-fill";

export function drawGroups({ map }, groups) {
  if (!map.getSource("groups")) {
    if (!groups) return;
    addGroups(map);
  }
  map.getSource("groups").setData(groups ?? NONE);
}

// The sentence of the outline under a point, if there is one.
export function groupAt({ map }, { x, y }) {
  if (!map.getLayer(FILL)) return null;
  const [found] = map.queryRenderedFeatures([x, y], { layers: [FILL] });
  return found?.properties.tip ?? null;
}

function addGroups(map) {
  map.addSource("groups", { type: "geojson", data: NONE });
  const colour = token("hull");
  const outlines = ["==", ["geometry-type"], "Polygon"];
  add(map, FILL, { type: "fill", filter: outlines, paint: { "fill-color": colour, "fill-opacity": 0.1 } });
  // A rim in the colour of the page parts the line from colours like its own.
  add(map, "groups-rim", { type: "line", filter: outlines, paint: { "line-color": token("paper"), "line-width": 4.5 } });
  add(map, "groups-line", { type: "line", filter: outlines, paint: { "line-color": colour, "line-width": 2 } });
  add(map, "groups-names", { type: "symbol", filter: ["==", ["geometry-type"], "Point"], ...names() });
}

function add(map, id, layer) {
  map.addLayer({ id, source: "groups", ...layer });
}

function names() {
  const layout = { "text-field": ["get", "name"], "text-font": ["sans-serif"], "text-size": 12.5, "text-padding": 4 };
  return { layout, paint: { "text-color": token("ink"), "text-halo-color": token("paper"), "text-halo-width": 1.8 } };
}
