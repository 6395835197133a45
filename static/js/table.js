// Tables sort by the raw value of a column; each heading becomes a button that says its order.

export function sortable(page) {
  for (const table of page.querySelectorAll("table[data-sortable]")) prepare(table);
  document.addEventListener("swapped", () => {
    for (const table of document.querySelectorAll("table[data-sortable]")) prepare(table);
  });
}

function prepare(table) {
  if (table.dataset.sortable === "ready") return;
  table.dataset.sortable = "ready";
  for (const heading of table.tHead?.rows[0]?.cells ?? []) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sort" });
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sort(table, heading));
  }
}

function sort(table, heading) {
  const order = heading.getAttribute("aria-sort") === "descending" ? "ascending" : "descending";
  for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", order);
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => compare(keyOf(a.cells[heading.cellIndex]), keyOf(b.cells[heading.cellIndex]), order));
  table.tBodies[0].append(...rows);
}

function keyOf(cell) {
  const raw = cell?.dataset.value;
  if (raw === "") return null;
  if (raw === undefined) return cell?.textContent.trim() || null;
  return Number.isNaN(Number(raw)) ? raw : Number(raw);
}

// Territories without a figure stay last whichever the order.
export function compare(a, b, order) {
  if (a === null || b === null) return (a === null) - (b === null);
  const gap = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "fr");
  return order === "ascending" ? gap : -gap;
}
