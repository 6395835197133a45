// While the reader has ticked the box, the level of territory follows the zoom.

import { choose } from "./controls.js";

// Zooms above the one that shows the whole page from which each level reads well.
const FROM = { region: -Infinity, departement: -0.4, epci: 0.8, commune: 2.4 };

export function isFollowing() {
  return Boolean(document.getElementById("c-follow")?.checked);
}

export function followZoom({ map }, { bounds: [west, south, east, north] }) {
  let acted = false;
  for (const act of ["wheel", "zoomstart"]) map.on(act, (event) => { acted ||= Boolean(event.originalEvent); });
  map.on("zoomend", () => {
    const whole = map.cameraForBounds([[west, south], [east, north]]).zoom;
    if (acted && isFollowing()) go(levelAt(map.getZoom() - whole, offered()));
    acted = false;
  });
}

export function levelAt(above, levels) {
  return Object.keys(FROM).filter((level) => levels.includes(level) && above >= FROM[level]).pop() ?? levels[0];
}

function offered() {
  return [...document.getElementById("c-level").options].map((option) => option.value);
}

function go(level) {
  if (level !== document.getElementById("c-level").value) choose({ level, departement: "" });
}
