// Communes under a field as it is typed; without script the form answers with a choice list.

const PAUSE = 150;

for (const field of document.querySelectorAll("input[data-suggest=communes]")) suggest(field);

function suggest(field) {
  const list = Object.assign(document.createElement("datalist"), { id: `${field.id}-suggestions` });
  field.after(list);
  field.setAttribute("list", list.id);
  const found = new Map();
  let timer;
  field.addEventListener("input", () => {
    if (found.has(field.value)) field.value = found.get(field.value);
    clearTimeout(timer);
    timer = setTimeout(() => fill(field, list, found), PAUSE);
  });
}

async function fill(field, list, found) {
  const text = field.value.trim();
  if (text.length < 2) return;
  const address = new URL(field.dataset.from ?? "api/suggest", new URL(".", field.form.action));
  address.search = new URLSearchParams({ q: text });
  const answer = await fetch(address);
  if (!answer.ok || text !== field.value.trim()) return;
  const { communes } = await answer.json();
  found.clear();
  for (const { name, code } of communes) found.set(`${name} (${code})`, code);
  list.replaceChildren(...[...found.keys()].map((value) => Object.assign(document.createElement("option"), { value })));
}
