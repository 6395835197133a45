// Where the reader looks, kept in the address (#map=zoom/lat/lon) once he has moved the map himself.

const PATTERN = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/;

export function viewOfAddress(hash = location.hash) {
  const found = PATTERN.exec(hash);
  return found && { zoom: Number(found[1]), center: [Number(found[3]), Number(found[2])] };
}

export function rememberView(map) {
  let moved = false;
  // A move made by the wheel does not say that the reader made it; the wheel does.
  for (const act of ["wheel", "movestart"]) map.on(act, (event) => { moved ||= Boolean(event.originalEvent); });
  map.on("moveend", () => {
    if (!moved) return;
    const { lng, lat } = map.getCenter();
    const hash = `#map=${map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
    history.replaceState(history.state, "", location.pathname + location.search + hash);
  });
}
