/** What each key does, for the reader; a group for each place where the keys count. A log's go before those of lists. */
export const KEY_GROUPS = [
  {
    name: "Anywhere",
    keys: [
      [["Ctrl", "K"], "Go to or do anything by name"],
      [["/"], "Search the list or the log"],
      [["p"], "Pause and resume live updates"],
      [["y"], "Copy a link to this view"],
      [["u"], "Local time or UTC"],
      [["z"], "Undo what was just done"],
      [["?"], "Show this help"],
    ],
  },
  {
    name: "Go to",
    keys: [
      [["g", "o"], "Overview"],
      [["g", "p"], "Pipelines"],
      [["g", "i"], "Insights"],
      [["g", "a"], "Alerts"],
      [["g", "s"], "Sources"],
      [["g", "w"], "Wall"],
      [["g", ","], "Settings"],
    ],
  },
  {
    name: "In a list",
    keys: [
      [["j", "k"], "Next and previous row"],
      [["f", "Shift F"], "Next and previous failed row"],
      [["Enter"], "Open the row"],
      [["o"], "Open it at the provider"],
      [["."], "Show new builds"],
    ],
  },
  {
    name: "Where there is a time range",
    keys: [
      [["t"], "Type a time range"],
      [["[", "]"], "Earlier and later"],
      [["-"], "Zoom out"],
    ],
  },
  {
    name: "In a log",
    keys: [
      [["f", "e"], "Next and previous line with an error"],
      [["Shift E"], "Only lines that tell of an error"],
      [["n", "Shift N"], "Next and previous line found"],
      [["w"], "Wrap long lines"],
      [["Shift T"], "Times: none, of day, since the start"],
      [["Shift F"], "The log alone, and back"],
      [["End"], "Follow a log that grows"],
    ],
  },
] as const;

/** Where the second key after `g` goes. */
export const PAGES_BY_KEY = {
  o: "/",
  p: "/pipelines",
  i: "/insights",
  a: "/alerts",
  s: "/deliveries",
  w: "/wall",
  ",": "/settings",
} as const;

/** The key as `aria-keyshortcuts` names it: a letter that was shifted is named with `Shift+`. */
export function keyName(event: Pick<KeyboardEvent, "key" | "shiftKey">): string {
  const isLetter = /^[a-z]$/i.test(event.key);
  if (!isLetter) return event.key;
  return event.shiftKey ? `Shift+${event.key.toUpperCase()}` : event.key.toLowerCase();
}
