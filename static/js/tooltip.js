// The small box that follows the pointer: a name, then the server's sentence about it.

const GAP = 14;

export function createTip(figure) {
  const box = Object.assign(document.createElement("div"), { className: "map-tip", hidden: true });
  box.setAttribute("role", "tooltip");
  figure.append(box);
  return { show: (at, said) => show(figure, box, at, said), hide: () => hide(box) };
}

function show(figure, box, at, said) {
  if (!said) return hide(box);
  const lines = (said.text ?? "").split(/, (?=\S)/).filter(Boolean);
  box.replaceChildren(...(said.name ? [element("strong", said.name)] : []), ...lines.map((line) => element("span", line)));
  box.hidden = false;
  place(figure, box, at);
}

function hide(box) {
  box.hidden = true;
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

// Beside the pointer, on whichever side has room.
function place(figure, box, { x, y }) {
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const left = x + GAP + width > figure.clientWidth ? x - GAP - width : x + GAP;
  const top = y + GAP + height > figure.clientHeight ? y - GAP - height : y + GAP;
  box.style.left = `${Math.max(0, left)}px`;
  box.style.top = `${Math.max(0, top)}px`;
}
