// Suggestions under a search field; without script the plain form still finds the territory.

const PAUSE = 150;
const LEAST = 2;

for (const field of document.querySelectorAll("form.search input[name=q]")) suggest(field);

function suggest(field) {
  const list = Object.assign(document.createElement("datalist"), { id: `${field.id || field.name}-suggestions` });
  field.after(list);
  field.setAttribute("list", list.id);
  const found = new Map();
  let timer;
  field.addEventListener("input", () => {
    if (found.has(field.value)) return location.assign(found.get(field.value));
    clearTimeout(timer);
    timer = setTimeout(() => fill(field, list, found), PAUSE);
  });
}

async function fill(field, list, found) {
  const text = field.value.trim();
  if (text.length < LEAST) return;
  const address = new URL("api/territories", new URL(".", field.form.action));
  address.search = new URLSearchParams({ q: text });
  const answer = await fetch(address);
  if (!answer.ok || text !== field.value.trim()) return;
  found.clear();
  const { territories = [] } = await answer.json();
  for (const { name, code, url } of territories) found.set(`${name} (${code})`, url);
  list.replaceChildren(...[...found.keys()].map(option));
}

function option(value) {
  return Object.assign(document.createElement("option"), { value });
}
