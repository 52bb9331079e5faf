// Makes src/api/schema.d.ts from openapi.json, or checks that it is what openapi.json says.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const generator = join(root, "tools/openapi");
const command = join(generator, "node_modules/openapi-typescript/bin/cli.js");
const committed = join(root, "src/api/schema.d.ts");

function generate() {
  if (!existsSync(command)) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: generator, stdio: "inherit" });
  }
  const folder = mkdtempSync(join(tmpdir(), "signalbox-types-"));
  const output = join(folder, "schema.d.ts");
  try {
    execFileSync(process.execPath, [command, join(root, "openapi.json"), "--output", output], {
      cwd: generator,
      stdio: ["ignore", "ignore", "inherit"],
    });
    return readFileSync(output, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const fresh = generate();
if (process.argv[2] === "write") {
  writeFileSync(committed, fresh);
} else if (!existsSync(committed) || readFileSync(committed, "utf8") !== fresh) {
  console.error("src/api/schema.d.ts does not match openapi.json; run `npm run types`");
  process.exitCode = 1;
}
