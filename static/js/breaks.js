// Breaks that one drags over the histogram; whoever has no mouse writes them in the field of the form.

import { choose } from "./controls.js";

const SIGNIFICANT = 3;

export function draggable() {
  document.addEventListener("pointerdown", (event) => {
    const line = event.target.closest?.(".histogram .break");
    if (line) drag(line, event);
  });
}

function drag(line, { pointerId }) {
  const [svg, all] = [line.ownerSVGElement, document.getElementById("legend").dataset.breaks.split(" ")];
  const index = all.indexOf(line.dataset.break);
  let x = null;
  line.setPointerCapture(pointerId);
  line.onpointermove = (event) => {
    x = new DOMPoint(event.clientX, 0).matrixTransform(svg.getScreenCTM().inverse()).x;
    line.setAttribute("d", `M${x} 2V64`);
  };
  line.onpointerup = line.onpointercancel = () => {
    line.onpointermove = null;
    if (x !== null) choose({ method: "fixed", breaks: moved(all, index, valueAt(svg, x)).join(" ") });
  };
}

function valueAt({ dataset: { low, high, scale } }, x) {
  const share = Math.min(1, Math.max(0, x / 320));
  return Number(((Number(low) + share * (high - low)) * scale).toPrecision(SIGNIFICANT));
}

function moved(all, index, value) {
  return all.map((old, i) => (i === index ? value : Number(old))).sort((a, b) => a - b);
}
