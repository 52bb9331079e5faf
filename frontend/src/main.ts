import "./styles/base.css";
import { PAGES, routeAt } from "./app/pages";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");

// Parts that need each other to show anything, asked for at once; the largest is run before the others, not in one go with them.
const at = routeAt(location.pathname);
const react = import("./app/react");
if (at) void PAGES[at.route]().catch(() => {});
const feed = import("./app/feed");
const start = react.then(() => import("./app/start"));

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
