// Copy buttons are hidden in the page and shown here: without this file one selects and copies by hand.
import { fresh } from "./once.js";

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.querySelector("[data-copy-said]").textContent = button.dataset.copied;
  } catch {
    window.getSelection().selectAllChildren(source);
  }
}

export function watchCopying(root) {
  for (const button of fresh(root, "button[data-copy]", "copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
