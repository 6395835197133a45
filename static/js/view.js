// Where the reader looks, kept in the address (#map=zoom/lat/lon) once he has moved the map himself.

const PATTERN = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/;

export function viewOfAddress(hash = location.hash) {
  const found = PATTERN.exec(hash);
  return found && { zoom: Number(found[1]), center: [Number(found[3]), Number(found[2])] };
}

export function rememberView(map) {
  let moved = false;
  // The end of a turn of the wheel carries no event of the reader's; its start does.
  map.on("movestart", (event) => { moved ||= Boolean(event.originalEvent); });
  map.on("moveend", () => {
    if (!moved) return;
    const { lng, lat } = map.getCenter();
    const hash = `#map=${map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
    history.replaceState(history.state, "", location.pathname + location.search + hash);
  });
}
