// Builds the sheet and the islands into src/mueang_site/static/built/: hashed names, and manifest.json that says which.
// Built beside and put in place at the end, so that a running site never sees half of it.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const PLACE = "src/mueang_site/static/built";
const OUT = `build/frontend-${process.pid}`;

const manifest = {};

async function copyHashed(source) {
  const content = await readFile(source);
  const name = basename(source, extname(source));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = `${name}-${hash}${extname(source)}`;
  await copyFile(source, join(OUT, file));
  manifest[basename(source)] = file;
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const result = await build({
  entryPoints: { site: "frontend/js/site.js", sheet: "frontend/css/site.css" },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: OUT,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});

for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const file = basename(path);
  const asset = Object.keys(output.inputs)[0] ?? "";
  if (output.entryPoint) manifest[output.entryPoint.endsWith(".css") ? "site.css" : "site.js"] = file;
  else if (asset.endsWith(".woff2")) manifest[basename(asset)] = file;
}
await copyHashed("frontend/icons.svg");
await copyHashed("frontend/mark.svg");

const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(join(OUT, "manifest.json"), `${JSON.stringify(sorted, null, 1)}\n`);
for (const name of await readdir(OUT)) {
  if (!/\.(css|js|svg)$/.test(name)) continue;
  const content = await readFile(join(OUT, name));
  await writeFile(join(OUT, `${name}.gz`), gzipSync(content, { level: 9 }));
  await writeFile(join(OUT, `${name}.br`), brotliCompressSync(content));
}
const files = await readdir(OUT);

await mkdir(PLACE, { recursive: true });
const before = await readdir(PLACE);
for (const file of files.filter((name) => name !== "manifest.json")) await rename(join(OUT, file), join(PLACE, file));
await rename(join(OUT, "manifest.json"), join(PLACE, "manifest.json"));
for (const file of before.filter((name) => !name.startsWith(".") && !files.includes(name))) await rm(join(PLACE, file));
await rm(OUT, { recursive: true });
console.log(`${files.length} files in ${PLACE}`);
