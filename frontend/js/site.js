// Every page is whole without this file. It makes a few things more comfortable: turning pages of a table, uploading,
// reading a chart by pointer or arrow keys, copying, typing a table, and a map that zooms.
import "htmx.org/dist/htmx.esm.js";
import { watchCharts } from "./chart.js";
import { watchCopying } from "./copy.js";
import { watchGrids } from "./grid.js";
import { watchMaps } from "./maps.js";
import { watchReview } from "./review.js";
import { watchUploads } from "./upload.js";

function watch(root) {
  watchUploads(root);
  watchCharts(root);
  watchCopying(root);
  watchGrids(root);
  watchMaps(root);
  watchReview(root);
}

watch(document);
document.addEventListener("htmx:after:swap", () => watch(document));
