// Frames and names of the overseas insets, at the same place as in the server's SVG.

import { lonLatOf } from "./frame.js";
import { token } from "./theme.js";

export function addInsets(maplibre, map, config, svg) {
  const insets = config.insets ?? [];
  map.addSource("insets", { type: "geojson", data: collection(insets.map(([, box]) => ringOf(box, config, svg))) });
  const paint = { "line-color": token("soft"), "line-width": 0.6 };
  map.addLayer({ id: "inset-frames", type: "line", source: "insets", paint });
  for (const [label, [x, y]] of insets) addName(maplibre, map, label, lonLatOf([x, y], config, svg));
}

function ringOf([x0, y0, x1, y1], config, svg) {
  return [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]].map((point) => lonLatOf(point, config, svg));
}

function addName(maplibre, map, label, lonLat) {
  const element = Object.assign(document.createElement("span"), { className: "inset-name", textContent: label });
  element.setAttribute("aria-hidden", "true");
  new maplibre.Marker({ element, anchor: "top-left", offset: [3, 1] }).setLngLat(lonLat).addTo(map);
}

function collection(rings) {
  const features = rings.map((coordinates) => {
    return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } };
  });
  return { type: "FeatureCollection", features };
}
