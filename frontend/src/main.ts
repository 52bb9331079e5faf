import "./styles/base.css";
import { PAGES, routeAt } from "./app/pages";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");

// Three parts that need each other to show anything, asked for at once.
const at = routeAt(location.pathname);
if (at) void PAGES[at.route]().catch(() => {});
const start = import("./app/start");
const feed = import("./app/feed");

feed
  .then(({ startAsking }) => startAsking(at, location.search))
  .then(() => start)
  .then(
    ({ start }) => start(root),
    () => {
      const words = document.createElement("p");
      words.role = "alert";
      words.textContent = "Signalbox could not be loaded. Load this page again.";
      root.append(words);
    },
  );
