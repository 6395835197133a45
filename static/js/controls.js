// The form is the state: a change asks the server for the same page, and swaps the parts that changed.

import { readConfig } from "./config.js";

// What follows the choice besides the parts the server marks: the fields depend on one another.
const LIVE = ["#map-config", "#controls > .fields", "#map .map-svg", "#map figcaption"];

const listeners = [];
const page = { form: null, asked: 0 };

// Calls back with the new configuration of the map each time the choice changes.
export function onSelection(listener) {
  listeners.push(listener);
}

export function follow(form) {
  page.form = form;
  if (!form) return;
  form.addEventListener("change", (event) => event.target.name && refresh(addressOf(form, event.target.name)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    refresh(addressOf(form));
  });
  for (const button of form.querySelectorAll("[type=submit]")) button.hidden = true;
}

// Sets fields of the form as if the reader had done it.
export function choose(fields) {
  if (!page.form) return Promise.resolve();
  const url = new URL(addressOf(page.form), location.href);
  for (const [name, value] of Object.entries(fields)) set(url, name, value);
  return refresh(url);
}

// Goes where a link of this same page leads, without leaving it.
export function visit(href) {
  const url = new URL(href, location.href);
  return url.pathname === location.pathname && page.form ? refresh(url) : leave(url);
}

// Goes to another page of the site: in a window of its own from a map that stands in someone else's page.
export function leave(href) {
  if ("embed" in document.documentElement.dataset) window.open(href, "_blank", "noopener");
  else location.assign(href);
}

function addressOf(form, changed) {
  const url = new URL(form.action || location.href, location.href);
  url.search = "";
  for (const [name, value] of new FormData(form)) set(url, name, value);
  // A variant and a definition belong to their indicator and a territory to its level: the server picks the first ones.
  const own = { indicator: ["variant", "definition", "palette", "breaks"], variant: ["breaks"] }[changed] ?? [];
  for (const name of own) url.searchParams.delete(name);
  if (changed === "method" && url.searchParams.get("method") !== "fixed") url.searchParams.delete("breaks");
  if (changed === "level") for (const name of ["code", "departement", "within"]) url.searchParams.delete(name);
  return url;
}

function set(url, name, value) {
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
}

async function refresh(url) {
  const asked = ++page.asked;
  document.documentElement.dataset.loading = "";
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (asked !== page.asked) return;
    if (!answer.ok) return location.assign(url);
    swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    history.replaceState(history.state, "", url.pathname + url.search + location.hash);
    await Promise.all(listeners.map((listener) => listener(readConfig())));
  } finally {
    if (asked === page.asked) delete document.documentElement.dataset.loading;
  }
}

function swap(next) {
  const focused = document.activeElement?.id;
  for (const selector of LIVE) replace(document.querySelector(selector), next.querySelector(selector));
  for (const part of next.querySelectorAll("[data-live][id]")) replace(document.getElementById(part.id), part);
  document.title = next.title;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("swapped"));
}

function replace(old, fresh) {
  if (!old || !fresh) return;
  const copy = document.importNode(fresh, true);
  // What the reader has unfolded stays so.
  for (const { id } of old.querySelectorAll("details[open][id]")) copy.querySelector(`#${id}`)?.setAttribute("open", "");
  old.replaceWith(copy);
}
