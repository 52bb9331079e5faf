import { expect, test } from "vitest";
import { createLog, type LogDocument } from "./document";
import { errorLines, firstError, leadTo, opensItself, sectionsAbout, shownLines } from "./reading";

const ESC = "\u001b";
const at = (second: number, text: string) =>
  `2026-11-23T11:20:${String(second).padStart(2, "0")}.1234567Z ${text}`;

const GITHUB = [
  at(1, "##[group]Operating System"),
  at(1, "Ubuntu"),
  at(1, "##[endgroup]"),
  at(2, "##[group]Run actions/checkout@v4"),
  at(2, "with:"),
  at(2, "##[endgroup]"),
  at(3, "##[group]Getting Git version info"),
  at(3, "git version 2.51"),
  at(3, "##[endgroup]"),
  at(4, "Syncing repository: acme/web"),
  at(5, "##[group]Run npm test"),
  at(5, `${ESC}[36;1mnpm test${ESC}[0m`),
  at(5, "##[endgroup]"),
  at(8, "src/cart.ts(81,5): error TS2345: Argument of type 'string' is not assignable"),
  at(9, "##[error]Process completed with exit code 2."),
  at(10, "Post job cleanup."),
  at(11, "Cleaning up orphan processes"),
].join("\n");

const GITLAB = [
  "section_start:1763896801:prepare_script\r\u001b[0K\u001b[36;1mPreparing environment\u001b[0;m",
  "Running on runner-7",
  "section_end:1763896803:prepare_script\r\u001b[0Ksection_start:1763896803:step_script[collapsed=false]\r\u001b[0K\u001b[36;1mExecuting step\u001b[0;m",
  "$ cargo test",
  "thread 'main' panicked at src/lib.rs:3:5",
  "section_end:1763896809:step_script\r\u001b[0K",
  "\u001b[31;1mERROR: Job failed: exit code 101",
  "\u001b[0;m",
].join("\n");

const JENKINS = [
  "Started by user mira",
  "[Pipeline] {",
  "[Pipeline] stage",
  "[Pipeline] { (Build)",
  "+ make",
  "[Pipeline] }",
  "[Pipeline] // stage",
  "[Pipeline] { (Test)",
  "java.lang.IllegalStateException: no cart",
  "[Pipeline] }",
  "[Pipeline] }",
  "Finished: FAILURE",
].join("\n");

function read(text: string, size = text.length): LogDocument {
  const log = createLog();
  for (let from = 0; from < text.length; from += size) log.feed(text.slice(from, from + size));
  log.end();
  return log;
}

const titles = (log: LogDocument) =>
  log.sections.map(({ title, depth, from, to }) => `${"  ".repeat(depth)}${title} ${from}-${to}`);

function drawn(log: LogDocument): readonly (string | null | undefined)[] {
  const lead = leadTo(log, firstError(log));
  const isOpen = (section: number) => opensItself(log.sections[section], lead);
  return shownLines(log, isOpen).map((line) => log.lines[line]?.text);
}

test.each([GITHUB, GITLAB, JENKINS])("a log in any pieces is the same log", (text) => {
  const whole = read(text);
  for (const size of [1, 2, 3, 7, 64]) {
    const parts = read(text, size);
    expect(parts.lines).toEqual(whole.lines);
    expect(parts.sections).toEqual(whole.sections);
    expect(parts.errors).toEqual(whole.errors);
  }
});

test("a GitHub job is its steps, its groups stand in them, and the failing step is open", () => {
  const log = read(GITHUB);
  expect(titles(log)).toEqual([
    "Operating System 0-2",
    "Run actions/checkout@v4 3-10",
    "  Getting Git version info 6-8",
    "Run npm test 10-15",
    "Post job cleanup. 15-null",
  ]);
  expect(log.lines[0]?.stamp).toBe("2026-11-23T11:20:01.1234567Z");
  expect(firstError(log)).toBe(13);
  expect(drawn(log)).toEqual([
    "Operating System",
    "Run actions/checkout@v4",
    "Run npm test",
    "npm test",
    "src/cart.ts(81,5): error TS2345: Argument of type 'string' is not assignable",
    "Process completed with exit code 2.",
    "Post job cleanup.",
    "Cleaning up orphan processes",
  ]);
});

test("a GitLab trace is its sections, and the one before its last word is open", () => {
  const log = read(GITLAB);
  expect(titles(log)).toEqual(["Preparing environment 0-2", "Executing step 2-5"]);
  expect(firstError(log)).toBe(4);
  expect(drawn(log)).toEqual([
    "Preparing environment",
    "Executing step",
    "$ cargo test",
    "thread 'main' panicked at src/lib.rs:3:5",
    "ERROR: Job failed: exit code 101",
    "",
  ]);
});

test("a section that says nothing of its error is open when the log ends badly after it", () => {
  const log = read(GITLAB.replace("thread 'main' panicked at src/lib.rs:3:5", "test cart ... no"));
  expect(firstError(log)).toBe(6);
  expect(drawn(log)).toContain("test cart ... no");
  expect(drawn(log)).not.toContain("Running on runner-7");
});

test("a Jenkins console is its stages", () => {
  const log = read(JENKINS);
  expect(titles(log)).toEqual([" 1-10", "  Build 3-5", "  Test 7-9"]);
  expect(firstError(log)).toBe(8);
  expect(sectionsAbout(log, 8)).toEqual([0, 2]);
  expect(drawn(log)).not.toContain("+ make");
});

test("the logs of several jobs are told apart", () => {
  const log = read(`==> lint\n${at(1, "##[group]Run lint")}\nfine\n\n==> unit tests\nfine`);
  expect(titles(log)).toEqual(["lint 0-4", "  Run lint 1-4", "unit tests 4-null"]);
});

test("of a line that was written over only the last writing is kept", () => {
  expect(read("10 %\r50 %\r100 %\r\nnext\r\n").lines.map(({ text }) => text)).toEqual([
    "100 %",
    "next",
  ]);
});

test("a colour that is left on colours the lines after it", () => {
  const log = read(`${ESC}[32mgreen\nstill\n${ESC}[0mplain\nend`);
  expect(log.lines.map(({ look }) => look.hue)).toEqual([null, "green", "green", null]);
  expect(log.lines.map(({ coded }) => coded !== null)).toEqual([true, true, true, false]);
});

test.each([
  ["##[error]src/a.ts: no such module", "marked"],
  ["::error file=src/a.ts,line=3::no such module", "marked"],
  ["##[error]Process completed with exit code 1.", "exit"],
  ["error[E0308]: mismatched types", "told"],
  ["/src/main.c:3:1: fatal error: stdio.h: No such file", "told"],
  ["TypeError: x is not a function", "told"],
  ["  ✕ adds to the cart (12 ms)", "told"],
  ["--- FAIL: TestCart (0.00s)", "told"],
  ["[ERROR] Failed to execute goal", "told"],
  ["Finished: FAILURE", "exit"],
])("%s is an error that is %s", (line, rank) => {
  expect(read(line).errors).toEqual([{ line: 0, rank, section: -1 }]);
});

test.each([
  "0 errors, 3 warnings",
  "downloading error-handling.js",
  "no-error rule is on",
  "Failures: 0",
  "error_count=0",
])("%s is no error", (line) => {
  expect(read(line).errors).toEqual([]);
});

test("only lines that tell of an error are told as such, wherever they stand", () => {
  const log = read("##[group]Run npm test\nFAIL a\nfine\n##[endgroup]\n##[error]b\n##[warning]c\n");
  expect(errorLines(log)).toEqual([1, 4]);
});

test("what the provider marked comes before what merely reads like an error", () => {
  const log = read("Error: expected, and caught\nfine\n##[error]cart.test.ts: totals differ\n");
  expect(firstError(log)).toBe(2);
});

test("the first error is looked for in the step that failed", () => {
  const log = read(
    [
      "##[group]Run setup",
      "Error: a cache was not found",
      "##[group]Run npm test",
      "FAIL src/cart.test.ts",
      "##[error]Process completed with exit code 1.",
    ].join("\n"),
  );
  expect(firstError(log)).toBe(3);
});
