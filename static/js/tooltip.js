// The small box that follows the pointer: a name, then the server's sentence about it.

const GAP = 14;

export function createTip(stage) {
  const box = Object.assign(document.createElement("div"), { className: "map-tip", hidden: true });
  box.setAttribute("role", "tooltip");
  stage.append(box);
  const hide = () => { box.hidden = true; };
  const retell = (said) => { if (!box.hidden) tell(box, said); };
  return { hide, retell, show: (at, said) => (said ? show(stage, box, at, said) : hide()) };
}

// said: a name, a text whose parts are parted by commas, what is around, and a link where a finger has no other way on.
function show(stage, box, at, said) {
  tell(box, said);
  box.hidden = false;
  place(stage, box, at);
}

function tell(box, { name, text, around, link }) {
  const parts = (text ?? "").split(/, (?=\S)/).filter(Boolean).map((part) => element("span", part));
  const head = name ? [element("strong", name)] : [];
  if (around) parts.push(element("em", around));
  const foot = link ? [Object.assign(element("a", link.text), { href: link.href })] : [];
  box.replaceChildren(...head, ...parts, ...foot);
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

// Beside the pointer, on whichever side has room.
function place(stage, box, { x, y }) {
  const left = x + GAP + box.offsetWidth > stage.clientWidth ? x - GAP - box.offsetWidth : x + GAP;
  const top = y + GAP + box.offsetHeight > stage.clientHeight ? y - GAP - box.offsetHeight : y + GAP;
  box.style.left = `${Math.max(0, left)}px`;
  box.style.top = `${Math.max(0, top)}px`;
}
