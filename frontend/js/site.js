// Every page is whole without this file. It makes four things more comfortable: turning pages of a table, uploading,
// reading a chart by pointer or arrow keys, and copying.
import "htmx.org/dist/htmx.esm.js";
import { watchCharts } from "./chart.js";
import { watchCopying } from "./copy.js";
import { watchUploads } from "./upload.js";

function watch(root) {
  watchUploads(root);
  watchCharts(root);
  watchCopying(root);
}

watch(document);
document.addEventListener("htmx:after:swap", () => watch(document));
