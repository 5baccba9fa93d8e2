// The button that opens the interactive map. Nothing of that map is loaded before somebody presses it.
import { fresh } from "./once.js";

export function watchMaps(root) {
  for (const place of fresh(root, "[data-live]", "live")) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", async () => {
      try {
        await (await import(place.dataset.module)).press(place);
      } catch {
        place.querySelector("[role=status]").textContent = place.dataset.failed;
      }
    });
  }
}
