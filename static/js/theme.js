// Colours of the page's style sheet, so that the engine follows it into the dark, and sheets only a script needs.

export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// A colour softened towards another, both as #rrggbb; share 0 is the colour itself.
export function softened(colour, towards, share) {
  const [a, b] = [parts(colour), parts(towards)];
  return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * share)).join(", ")})`;
}

// Resolves once the sheet applies; a sheet the page already has is not asked for again.
export function styled(href) {
  if ([...document.styleSheets].some((sheet) => sheet.href?.split("?")[0] === href)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    document.head.append(Object.assign(link, { rel: "stylesheet", href, onload: resolve, onerror: resolve }));
  });
}

export function scriptSheet() {
  return styled(new URL("../css/script.css", import.meta.url).href);
}

function parts(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
