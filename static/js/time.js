// A slider over the years, and a button that lets them pass; the classes stay, so that colours can be compared.

import { choose } from "./controls.js";

const PAUSE = 1600;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function timed() {
  const box = document.getElementById("time");
  if (!box) return;
  const [slider, button] = [box.querySelector("input"), box.querySelector("button")];
  const player = { slider, button, timer: 0 };
  box.hidden = false;
  // One who asked for less motion still has the slider.
  button.hidden = calm.matches;
  slider.addEventListener("change", () => { stop(player); show(player); });
  button.addEventListener("click", () => (player.timer ? stop(player) : play(player)));
  document.addEventListener("swapped", () => follow(player));
  follow(player);
}

function years() {
  return [...document.getElementById("c-year").options];
}

// After any change the slider says what is shown, in the words of the list.
function follow({ slider }) {
  const list = document.getElementById("c-year");
  // Basins are of all years together: there is no year to choose.
  document.getElementById("time").hidden = !list;
  if (!list) return;
  slider.value = list.selectedIndex;
  const until = document.getElementById("c-until")?.value;
  const said = list.options[list.selectedIndex].textContent + (until ? ` – ${until}` : "");
  slider.setAttribute("aria-valuetext", said);
  slider.parentNode.querySelector("output").value = said;
}

function show({ slider }) {
  const breaks = document.getElementById("legend")?.dataset.breaks;
  return choose({ year: years()[slider.value].value, until: "", ...(breaks ? { method: "fixed", breaks } : {}) });
}

function play(player) {
  player.button.setAttribute("aria-pressed", "true");
  player.timer = setTimeout(() => step(player), 0);
}

// From the first year to the last, then it stops: a map that never rests cannot be read.
async function step(player) {
  const { slider } = player;
  slider.value = Number(slider.value) % (years().length - 1) + 1;
  await show(player);
  if (!player.timer) return;
  if (Number(slider.value) === years().length - 1) stop(player);
  else player.timer = setTimeout(() => step(player), PAUSE);
}

function stop(player) {
  clearTimeout(player.timer);
  player.timer = 0;
  player.button.setAttribute("aria-pressed", "false");
}
