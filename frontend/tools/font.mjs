// Makes src/styles/inter-latin.woff2: of Inter what this page writes with, half as many bytes for a telephone to wait for.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}tools/font/`;
const FONT = "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";

/** The letters that Fontsource counts as Latin, from the first to the last of each range. */
const LATIN = [
  [0x20, 0xff],
  [0x131, 0x131],
  [0x152, 0x153],
  [0x2bb, 0x2bc],
  [0x2c6, 0x2c6],
  [0x2da, 0x2da],
  [0x2dc, 0x2dc],
  [0x304, 0x304],
  [0x308, 0x308],
  [0x329, 0x329],
  [0x2000, 0x206f],
  [0x20ac, 0x20ac],
  [0x2122, 0x2122],
  [0x2191, 0x2191],
  [0x2193, 0x2193],
  [0x2212, 0x2212],
  [0x2215, 0x2215],
  [0xfeff, 0xfeff],
  [0xfffd, 0xfffd],
];

/** Without `calt`, which writes an arrow for `->`: names are shown as they are. */
const FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"];

/** The names of the license and of where it stands stay with the font. */
const LICENSE = [13, 14];

const letters = LATIN.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
);

if (!existsSync(`${folder}node_modules`))
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
const require = createRequire(`${folder}package.json`);
const subset = await require("subset-font")(
  readFileSync(`${folder}node_modules/${FONT}`),
  letters.join(""),
  {
    targetFormat: "woff2",
    keepFeatures: FEATURES,
    variationAxes: { wght: { min: 400, max: 700 } },
    preserveNameIds: LICENSE,
  },
);
writeFileSync(`${root}src/styles/inter-latin.woff2`, subset);
