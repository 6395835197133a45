// A button that copies the words it names, and says so; without a clipboard, it selects them.

export function copying(root) {
  for (const button of root.querySelectorAll("button[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button, document.getElementById(button.dataset.copies)));
  }
}

async function copy(button, words) {
  try {
    await navigator.clipboard.writeText(words.textContent.trim());
    button.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(words);
  }
}
