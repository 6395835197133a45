// When a map may take over from the server's drawing: it is seen, the page rests, and the machine can draw it.

export function hasWebGL() {
  const probe = document.createElement("canvas").getContext("webgl2");
  probe?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(probe);
}

export function seen(element) {
  return new Promise((resolve) => {
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      resolve();
    }, { rootMargin: "200px" });
    watcher.observe(element);
  });
}

export function rested() {
  const wait = window.requestIdleCallback ?? ((then) => setTimeout(then, 50));
  return new Promise((resolve) => wait(resolve, { timeout: 1000 }));
}
