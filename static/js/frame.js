// The page's frame: Web Mercator metres scaled to the SVG's viewBox, so both maps coincide to the pixel.

const RADIANS = Math.PI / 180;

const mercatorY = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * RADIANS) / 2));
const latitude = (y) => (2 * Math.atan(Math.exp(y)) - Math.PI / 2) / RADIANS;

// Degrees of a point of the frame; config.bounds is (west, south, east, north) of the whole frame.
export function lonLatOf([x, y], { bounds: [west, south, east, north] }, svg) {
  const { width, height } = svg.viewBox.baseVal;
  const [top, bottom] = [mercatorY(north), mercatorY(south)];
  return [west + ((east - west) * x) / width, latitude(top + ((bottom - top) * y) / height)];
}

// A curve from one place to another, bent to the right of its way: going and coming back stay apart.
export function curve(from, to, steps = 32, bend = 0.16) {
  const [x0, y0] = [from[0] * RADIANS, mercatorY(from[1])];
  const [x2, y2] = [to[0] * RADIANS, mercatorY(to[1])];
  const [x1, y1] = [(x0 + x2) / 2 + (y2 - y0) * bend, (y0 + y2) / 2 - (x2 - x0) * bend];
  return Array.from({ length: steps + 1 }, (_, i) => {
    const [a, b, c] = [(1 - i / steps) ** 2, 2 * (1 - i / steps) * (i / steps), (i / steps) ** 2];
    return [(a * x0 + b * x1 + c * x2) / RADIANS, latitude(a * y0 + b * y1 + c * y2)];
  });
}
