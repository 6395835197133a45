// Fill patterns drawn on a canvas: hatching for low coverage, dots for figures too small to be shown.

const SIZE = 5;

export function addPatterns(map) {
  if (map.hasImage("hatch")) return;
  map.addImage("hatch", drawn(hatch), { pixelRatio: 2 });
  map.addImage("dots", drawn(dots), { pixelRatio: 2 });
}

function drawn(draw) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE * 2, height: SIZE * 2 });
  const pen = canvas.getContext("2d");
  draw(pen, SIZE * 2);
  return pen.getImageData(0, 0, SIZE * 2, SIZE * 2);
}

// The two short strokes in the corners make the diagonal continuous from one tile to the next.
function hatch(pen, side) {
  pen.strokeStyle = "rgba(40, 40, 40, 0.55)";
  pen.lineWidth = 1.8;
  for (const shift of [-side, 0, side]) {
    pen.beginPath();
    pen.moveTo(shift - 2, side + 2);
    pen.lineTo(shift + side + 2, -2);
    pen.stroke();
  }
}

function dots(pen, side) {
  pen.fillStyle = "rgba(90, 90, 90, 0.6)";
  for (const [x, y] of [[side / 4, side / 4], [(3 * side) / 4, (3 * side) / 4]]) {
    pen.beginPath();
    pen.arc(x, y, 1.1, 0, 2 * Math.PI);
    pen.fill();
  }
}
