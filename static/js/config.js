// The server's instructions for the map, and the words it did not give.

const WORDS = {
  zoom_in: "Agrandir",
  zoom_out: "Réduire",
  map_title: "Carte",
  two_fingers: "Déplacez la carte avec deux doigts",
  zoom_hint: "Choisir un département, ou agrandir la carte, pour voir les communes",
  door: "Voir ses communes",
  focus: "Voir ses flux",
};

export function readConfig() {
  const script = document.getElementById("map-config");
  if (!script) return null;
  const config = JSON.parse(script.textContent);
  const asked = new URL(config.values_url ?? config.flows_url, location.href).searchParams;
  return { ...config, departement: asked.get("departement"), text: { ...WORDS, ...config.text } };
}
