// @vitest-environment node
// The house rules of the source tree: who may import whom, and how long a file may be.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const LINES_MOST = 250;

const src = dirname(import.meta.dirname);
const e2e = join(src, "../e2e");

/** Which layers each layer may import from besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  styles: [],
  api: ["domain"],
  live: ["domain", "api"],
  ui: ["domain", "styles"],
  chart: ["domain", "ui", "styles"],
  features: ["domain", "api", "live", "ui", "chart", "styles"],
  app: ["domain", "api", "live", "ui", "chart", "styles", "features"],
};

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.(tsx?|css)$/.test(file),
);
const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.|\.d\.ts$/.test(file));
const layerOf = (file: string) => file.split("/")[0] ?? "";
const featureOf = (file: string) => (layerOf(file) === "features" ? file.split("/")[1] : undefined);

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path]) =>
    relative(src, join(src, dirname(file), path ?? "")),
  );
}

function breaches(file: string): readonly string[] {
  const layer = layerOf(file);
  if (layer === "test" || file === "main.ts") return [];
  return importsOf(file).flatMap((target) => {
    const to = layerOf(target);
    const sameFeature = featureOf(file) === featureOf(target);
    const allowed = to === layer ? sameFeature : MAY_IMPORT[layer]?.includes(to);
    return allowed ? [] : [`${file} imports ${target}`];
  });
}

test("code flows from the domain up to the app, and features know nothing of each other", () => {
  expect(sources.length).toBeGreaterThan(40);
  expect(sources.flatMap(breaches)).toEqual([]);
});

test("the domain imports no package", () => {
  const domain = sources.filter((file) => layerOf(file) === "domain");
  const packages = domain.filter((file) =>
    /from "[^.]/.test(readFileSync(join(src, file), "utf8")),
  );
  expect(packages).toEqual([]);
});

test(`no file has more than ${LINES_MOST} lines`, () => {
  const scripts = readdirSync(e2e, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => join(e2e, file));
  const long = files
    .filter((file) => !file.endsWith(".d.ts"))
    .map((file) => join(src, file))
    .concat(scripts)
    .map((file) => ({ file, lines: readFileSync(file, "utf8").split("\n").length - 1 }))
    .filter(({ lines }) => lines > LINES_MOST);
  expect(long).toEqual([]);
});

test("nothing writes HTML from text", () => {
  const writers = sources.filter((file) =>
    /innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML/.test(
      readFileSync(join(src, file), "utf8"),
    ),
  );
  expect(writers).toEqual([]);
});
