interface TestDelivery {
  /** Where the receiver listens. */
  readonly url: string;
  /** The webhook secret; null reads it from the shell's `GITHUB_WEBHOOK_SECRET`. */
  readonly secret: string | null;
}

/** A text as one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A `workflow_run` delivery as GitHub sends it; `$name`s are filled in by the shell. */
const BODY = [
  `{"action":"completed",`,
  `"workflow":{"id":1,"name":"CI","path":".github/workflows/ci.yml"},`,
  `"workflow_run":{"id":$id,"name":"CI","path":".github/workflows/ci.yml","workflow_id":1,`,
  `"run_number":1,"run_attempt":1,"event":"push","status":"completed","conclusion":"success",`,
  `"display_title":"Hello, Signalbox","head_branch":"main","head_sha":"$sha",`,
  `"head_commit":{"id":"$sha","message":"Hello, Signalbox","timestamp":"$started"},`,
  `"actor":{"login":"octocat"},"triggering_actor":{"login":"octocat"},`,
  `"created_at":"$started","run_started_at":"$started","updated_at":"$finished",`,
  `"html_url":"https://github.com/example/hello/actions/runs/$id","pull_requests":[]},`,
  `"repository":{"id":1,"name":"hello","full_name":"example/hello",`,
  `"html_url":"https://github.com/example/hello","default_branch":"main","owner":{"login":"example"}},`,
  `"sender":{"login":"octocat"}}`,
];

/**
 * Shell text that signs a GitHub `workflow_run` of a build which just passed and sends it.
 * It runs in a subshell, needs bash or another POSIX shell, `openssl` and `curl`, and leaves nothing behind.
 */
export function testDelivery({ url, secret }: TestDelivery): string {
  const key =
    secret === null ? `"\${GITHUB_WEBHOOK_SECRET:?set it to the webhook secret}"` : quoted(secret);
  return [
    "(",
    `secret=${key}`,
    `at() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$1" +%Y-%m-%dT%H:%M:%SZ; }`,
    `id=$(date +%s); started=$(at $((id - 95))); finished=$(at "$id")`,
    `sha=$(printf '%s' "$id" | openssl dgst -sha1 -r | cut -d' ' -f1)`,
    "body=$(cat <<EOF",
    ...BODY,
    "EOF",
    ")",
    `signature=$(printf '%s' "$body" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)`,
    `curl -sS ${quoted(url)} \\`,
    `  -H 'Content-Type: application/json' -H 'X-GitHub-Event: workflow_run' \\`,
    `  -H "X-GitHub-Delivery: test-$id" -H "X-Hub-Signature-256: sha256=$signature" \\`,
    `  --data-binary "$body"; echo`,
    ")",
  ].join("\n");
}
