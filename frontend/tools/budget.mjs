// Measures what the first page loads and fails when it is over budget. Sizes are gzip bytes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const KB = 1024;
const dist = fileURLToPath(new URL("../dist", import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

const gzipped = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

/** The files that index.html loads before anything is asked of the page. */
function initial() {
  const seen = new Set();
  const styles = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (seen.has(chunk.file)) return;
    seen.add(chunk.file);
    for (const style of chunk.css ?? []) styles.add(style);
    for (const next of chunk.imports ?? []) visit(next);
  };
  visit("index.html");
  return { scripts: [...seen], styles: [...styles] };
}

const { scripts, styles } = initial();
const everyScript = new Set(
  Object.values(manifest)
    .map((chunk) => chunk.file)
    .filter((file) => file.endsWith(".js")),
);
const sum = (files) => [...files].reduce((total, file) => total + gzipped(file), 0);

const lines = [
  ["initial JavaScript", sum(scripts), 170 * KB],
  ["initial CSS", sum(styles), 14 * KB],
  ["HTML", gzipped("index.html"), 3 * KB],
  ["all JavaScript", sum(everyScript), 300 * KB],
];
for (const [name, size, limit] of lines) {
  const kilobytes = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
  console.log(`${name}: ${kilobytes(size)} gzip of ${kilobytes(limit)}`);
  if (size > limit) {
    console.error(`${name} is over budget`);
    process.exitCode = 1;
  }
}
