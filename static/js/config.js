// The server's instructions for the map: what to fetch, what to say.

export function readConfig() {
  const script = document.getElementById("map-config");
  return script && configOf(script);
}

export function configOf(script) {
  const config = JSON.parse(script.textContent);
  const asked = new URL(config.values_url ?? config.flows_url ?? config.residuals_url, location.href).searchParams;
  return { ...config, departement: asked.get("departement") };
}
