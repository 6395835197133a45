// A PNG of what is on screen: the server's figure (title, legend, source), with the engine's view in its frame.

const SCALE = 2;

export function pictured() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-png]");
    if (!link) return;
    event.preventDefault();
    save(link);
  });
}

async function save(link) {
  const answer = await fetch(link.href);
  if (!answer.ok) return location.assign(link.href);
  const figure = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  if (document.documentElement.dataset.map === "ready") putView(figure);
  const canvas = await drawn(figure);
  canvas.toBlob((blob) => download(blob, link.dataset.png));
}

// The reader may have zoomed: what the engine shows takes the place of the whole country.
function putView(figure) {
  const frame = figure.getElementById("drawing");
  const { width, height } = figure.getElementById("sea").attributes;
  const image = figure.createElementNS("http://www.w3.org/2000/svg", "image");
  const href = document.querySelector("#engine canvas").toDataURL();
  const put = { href, width: width.value, height: height.value, preserveAspectRatio: "xMidYMid slice" };
  for (const [name, value] of Object.entries(put)) image.setAttribute(name, value);
  frame.replaceChildren(image);
}

async function drawn(figure) {
  const { width, height } = figure.documentElement.attributes;
  const text = new XMLSerializer().serializeToString(figure);
  const image = new Image(width.value * SCALE, height.value * SCALE);
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, image.width, image.height);
  URL.revokeObjectURL(image.src);
  return canvas;
}

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
