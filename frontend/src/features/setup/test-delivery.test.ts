// @vitest-environment node
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { testDelivery } from "./test-delivery";

const SECRET = "it's $(not) a `command`";

/** Runs the text in bash with a `curl` that prints its arguments, one a line. */
function run(text: string): readonly string[] {
  const stub = 'curl() { for word in "$@"; do printf "%s\\0" "$word"; done; }';
  return execFileSync("bash", ["-c", `${stub}\n${text}`], { encoding: "utf8" }).split("\0");
}

test("pasted into bash it sends a body that is signed as GitHub signs", () => {
  const words = run(testDelivery({ url: "http://127.0.0.1:8080/webhooks/github", secret: SECRET }));
  const body = words[words.indexOf("--data-binary") + 1] ?? "";
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  expect(words).toContain(`X-Hub-Signature-256: sha256=${signature}`);
  expect(words).toContain("X-GitHub-Event: workflow_run");
  expect(words).toContain("http://127.0.0.1:8080/webhooks/github");
});

test("its build has just passed", () => {
  const words = run(testDelivery({ url: "http://x.test/", secret: "s" }));
  const { workflow_run: build } = JSON.parse(words[words.indexOf("--data-binary") + 1] ?? "");
  expect(build).toMatchObject({ status: "completed", conclusion: "success", head_branch: "main" });
  expect(build.head_sha).toMatch(/^[0-9a-f]{40}$/);
  expect(Date.parse(build.updated_at) - Date.parse(build.run_started_at)).toBe(95_000);
});

test("where the secret is not known it is read from the environment", () => {
  const text = testDelivery({ url: "http://x.test/", secret: null });
  expect(text).toContain('secret="${GITHUB_WEBHOOK_SECRET:?');
});
