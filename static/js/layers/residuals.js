// Flows against what was expected: the same curves and rings, in colours that part more from less.

import { token } from "../theme.js";
import { addLine, mountFlows } from "./flows.js";

const GAPS = {
  url: ({ residuals_url }) => residuals_url,
  size: ({ residual }) => Math.abs(residual),
  addLines: (map) => addLine(map, "gap", {}),
  paint(map, { colors }) {
    const colour = ["match", ["get", "k"], ...colors.flatMap((one, k) => [k, token(`gap-${k}`) || one]), token("soft")];
    map.setPaintProperty("flow-gap", "line-color", colour);
    map.setPaintProperty("flow-rings", "circle-stroke-color", colour);
  },
};

export function mount(engine, config) {
  return mountFlows(engine, config, GAPS);
}
